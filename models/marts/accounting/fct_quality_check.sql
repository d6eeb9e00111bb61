with checks as (
    select * from {{ ref('stg_landing__quality_checks') }}
),

withheld as (
    select distinct source_id
    from {{ ref('int_row_accounts__withheld') }}
),

rules as (
    select * from {{ ref('int_row_accounts__rules') }}
),

final as (
    select
        checks.check_id,
        nullif(checks.source_id, '') as source_id,
        checks.table_name,
        checks.column_name,
        checks.kind,
        checks.expected,
        checks.outcome_if_failed,
        checks.status,
        -- rows looked at are rows of the files, whose number is not told
        {{ shared_rows('checks.faults') }} as faults,
        {{ shared_rows('checks.looked_at') }} as looked_at,
        cast(null as varchar) as acknowledged_by,
        checks.acknowledged_why
    from checks
    left join withheld on checks.source_id = withheld.source_id
    left join rules on checks.source_id = rules.source_id
)

select * from final
