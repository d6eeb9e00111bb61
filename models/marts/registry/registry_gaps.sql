with

protected as (
    select * from {{ ref('int_registry_gaps__protected') }}
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
        suppressed
    from protected
)

select * from final
