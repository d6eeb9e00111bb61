with

published as (
    select * from {{ ref('int_registry__survival_published') }}
),

final as (
    select
        curve_id,
        dimension,
        member,
        cast(day as integer) as day,
        survival,
        lower,
        upper,
        at_risk,
        value_reason,
        {{ is_suppressed('value_reason') }} as suppressed
    from published
)

select * from final
