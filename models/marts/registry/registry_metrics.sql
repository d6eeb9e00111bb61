with

published as (
    select * from {{ ref('int_registry__metrics_published') }}
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
        value_reason,
        {{ is_suppressed('value_reason') }} as suppressed,
        coverage
    from published
)

select * from final
