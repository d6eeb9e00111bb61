with accounts as (
    select * from {{ ref('int_row_accounts') }}
),

withheld as (
    select * from {{ ref('int_row_accounts__withheld') }}
),

final as (
    select
        accounts.source_id,
        accounts.file_name,
        accounts.file_sha256,
        case when withheld.file_name is null then accounts.rows_read end as rows_read,
        case when withheld.file_name is null then accounts.rows_used end as rows_used,
        case when withheld.file_name is null then accounts.rows_set_aside end as rows_set_aside,
        case when withheld.file_name is null then accounts.rows_out_of_scope end
            as rows_out_of_scope,
        accounts.unit,
        accounts.unit_es,
        accounts.unit_en,
        case when withheld.file_name is null then accounts.amount_read end as amount_read,
        case when withheld.file_name is null then accounts.amount_used end as amount_used,
        case when withheld.file_name is null then accounts.amount_set_aside end as amount_set_aside,
        case when withheld.file_name is null then accounts.amount_out_of_scope end
            as amount_out_of_scope,
        case when withheld.file_name is null then accounts.amount_restated end as amount_restated,
        accounts.is_synthetic,
        withheld.file_name is not null as is_suppressed
    from accounts
    left join withheld
        on accounts.source_id = withheld.source_id and accounts.file_name = withheld.file_name
)

select * from final
