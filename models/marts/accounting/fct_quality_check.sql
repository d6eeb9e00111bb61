with checks as (
    select * from {{ ref('stg_landing__quality_checks') }}
),

final as (
    select
        check_id,
        source_id,
        table_name,
        column_name,
        kind,
        expected,
        outcome_if_failed,
        status,
        faults,
        looked_at,
        acknowledged_by,
        acknowledged_why
    from checks
)

select * from final
