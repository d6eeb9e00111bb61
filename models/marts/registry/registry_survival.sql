with

protected as (
    select * from {{ ref('int_registry_survival__protected') }}
),

final as (
    select
        curve_id,
        dimension,
        member,
        cast(day as integer) as day,  -- noqa: RF04
        survival,
        lower,
        upper,
        at_risk,
        suppressed
    from protected
)

select * from final
