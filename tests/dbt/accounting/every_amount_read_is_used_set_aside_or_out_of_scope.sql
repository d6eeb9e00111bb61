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
    accounts.source_id,
    accounts.file_name,
    accounts.amount_read,
    held.amount
from {{ ref('fct_row_accounting') }} as accounts
left join held
    on accounts.source_id = held.source_id and accounts.file_name = held.file_name
where
    abs(coalesce(held.amount, 0) - coalesce(accounts.amount_read, 0)) > 1e-6
    or abs(
        coalesce(held.amount, 0)
        - coalesce(accounts.amount_used, 0)
        - coalesce(accounts.amount_set_aside, 0)
        - coalesce(accounts.amount_out_of_scope, 0)
    ) > 1e-6
    or coalesce(accounts.amount_restated, 0) > coalesce(accounts.amount_out_of_scope, 0) + 1e-6
    or (accounts.unit is null and accounts.amount_read is not null)
