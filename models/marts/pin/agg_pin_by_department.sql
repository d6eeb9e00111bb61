with pins as (
    select * from {{ ref('fct_pin') }}
),

municipalities as (
    select * from {{ ref('municipalities') }}
),

-- unrounded values are summed, the sum is rounded
final as (
    select
        pins.assessment_id,
        municipalities.department_code,
        cast(count(*) as integer) as municipalities,
        cast(count(pins.pin) as integer) as municipalities_with_pin,
        cast(sum(pins.total_population) as bigint) as total_population,
        cast(sum(pins.child_population) as bigint) as child_population,
        sum(pins.pin) as pin,
        cast({{ round_half_away('sum(pins.pin)') }} as bigint) as pin_rounded,
        sum(pins.pin)
        / nullif(sum(pins.child_population) filter (where pins.pin is not null), 0)
            as pin_share
    from pins
    inner join municipalities on pins.municipality_code = municipalities.municipality_code
    group by pins.assessment_id, municipalities.department_code
)

select * from final
