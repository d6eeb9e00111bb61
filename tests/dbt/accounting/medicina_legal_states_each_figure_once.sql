-- Two copies of a workbook would count every case twice: keep one of the files named.
select
    staged.municipality_code,
    staged.indicator_code,
    staged.data_year,
    staged.age_band,
    string_agg(distinct staged.file_name, ', ' order by staged.file_name) as file_names,
    count(*) as occurrences
from {{ ref('stg_inmlcf__indicators') }} as staged
inner join {{ ref('int_rows__inmlcf') }} as source_rows
    on
        staged.file_name = source_rows.file_name
        and staged.sheet = source_rows.sheet
        and staged.row_number = source_rows.row_number
        and source_rows.row_reason is null
group by
    staged.municipality_code, staged.indicator_code, staged.data_year, staged.age_band
having count(*) > 1
