-- A municipality twice in one file could disagree, and the higher would count unseen (two files
-- have a test of their own).
select
    municipality_code,
    fragment as area_id,
    data_year as hpc_cycle,
    file_name,
    count(*) as occurrences
from {{ ref('int_rows__hpc') }}
where row_reason is null and fragment != ''
group by municipality_code, fragment, data_year, file_name
having count(*) > 1
