with

published as (
    select * from {{ ref('int_registry__gaps_published') }}
),

final as (
    select
        metric_id,
        dimension,
        member,
        numerator,
        denominator,
        value,
        lower,
        upper,
        reference_value,
        p_value,
        p_value_adjusted,
        is_significant,
        funnel_lower_95,
        funnel_upper_95,
        funnel_lower_998,
        funnel_upper_998,
        funnel_position,
        value_reason,
        {{ is_suppressed('value_reason') }} as suppressed
    from published
)

select * from final
