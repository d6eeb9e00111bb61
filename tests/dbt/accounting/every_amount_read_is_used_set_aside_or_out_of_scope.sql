-- The three sums against the ledger, not against each other; where nothing adds up none is stated.
with held as (
    select
        source_id,
        file_name,
        sum(additive_amount) as amount
    from {{ ref('int_rows__classified') }}
    group by source_id, file_name
)

select
    accounting.source_id,
    accounting.file_name,
    accounting.amount_read,
    held.amount
from {{ ref('int_row_accounts') }} as accounting
left join held
    on accounting.source_id = held.source_id and accounting.file_name = held.file_name
where
    abs(coalesce(held.amount, 0) - coalesce(accounting.amount_read, 0)) > 1e-6
    or abs(
        coalesce(held.amount, 0)
        - coalesce(accounting.amount_used, 0)
        - coalesce(accounting.amount_set_aside, 0)
        - coalesce(accounting.amount_out_of_scope, 0)
    ) > 1e-6
    or coalesce(accounting.amount_restated, 0) > coalesce(accounting.amount_out_of_scope, 0) + 1e-6
    or (accounting.unit is null and accounting.amount_read is not null)
