-- Two files of one cycle would double the published PiN: keep one of the files named.
select
    municipality_code,
    data_year as hpc_cycle,
    string_agg(distinct file_name, ', ' order by file_name) as file_names,
    count(*) as occurrences
from {{ ref('int_rows__hpc_pins') }}
where row_reason is null
group by municipality_code, data_year
having count(*) > 1
