-- Two files of one cycle could disagree, and the higher would count unseen: keep one of them.
select
    municipality_code,
    fragment as area_id,
    data_year as hpc_cycle,
    string_agg(distinct file_name, ', ' order by file_name) as file_names,
    count(*) as occurrences
from {{ ref('int_rows__hpc_severities') }}
where row_reason is null
group by municipality_code, fragment, data_year
having count(*) > 1
