select
    source_id,
    row_reason,
    count(*) as source_rows
from {{ ref('int_rows__classified') }}
where row_status is null
group by source_id, row_reason
