with

protected as (
    select * from {{ ref('int_registry_metrics__protected') }}
),

final as (
    select
        metric_id,
        period,
        dimension,
        member,
        numerator,
        denominator,
        value,
        lower,
        upper,
        suppressed,
        coverage
    from protected
)

select * from final
