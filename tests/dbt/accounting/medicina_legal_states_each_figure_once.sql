-- A figure twice in one workbook would count twice (two workbooks have a test of their own).
select
    staged.municipality_code,
    staged.indicator_code,
    staged.data_year,
    staged.age_band,
    staged.file_name,
    count(*) as occurrences
from {{ ref('stg_inmlcf__indicators') }} as staged
inner join {{ ref('int_rows__inmlcf') }} as source_rows
    on
        staged.file_name = source_rows.file_name
        and staged.sheet = source_rows.sheet
        and staged.row_number = source_rows.row_number
        and source_rows.row_reason is null
group by
    staged.municipality_code,
    staged.indicator_code,
    staged.data_year,
    staged.age_band,
    staged.file_name
having count(*) > 1
