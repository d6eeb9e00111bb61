with reasons as (
    select * from {{ ref('int_row_reasons') }}
),

withheld as (
    select * from {{ ref('int_row_accounts__withheld') }}
),

final as (
    select
        reasons.source_id,
        reasons.file_name,
        reasons.row_status,
        reasons.row_reason,
        reasons.label_es,
        reasons.label_en,
        case when withheld.file_name is null then reasons.source_rows end as source_rows,
        reasons.unit,
        case when withheld.file_name is null then reasons.fragments end as fragments,
        case when withheld.file_name is null then reasons.amount end as amount,
        reasons.is_restating,
        withheld.file_name is not null as is_suppressed
    from reasons
    left join withheld
        on reasons.source_id = withheld.source_id and reasons.file_name = withheld.file_name
)

select * from final
