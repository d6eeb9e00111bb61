select
    source_id,
    file_name,
    amount_read
from {{ ref('fct_row_accounting') }}
where
    abs(
        coalesce(amount_read, 0)
        - coalesce(amount_used, 0)
        - coalesce(amount_set_aside, 0)
        - coalesce(amount_out_of_scope, 0)
    ) > 1e-6
