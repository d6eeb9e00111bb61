with pins as (
    select * from {{ ref('fct_pin') }}
),

groups as (
    select
        assessment_id,
        municipality_code,
        sum(pin) as pin,
        sum(child_population) as child_population
    from {{ ref('fct_pin_by_group') }}
    group by assessment_id, municipality_code
)

select
    pins.assessment_id,
    pins.municipality_code,
    pins.pin,
    groups.pin as sum_of_groups
from pins
left join groups
    on
        pins.assessment_id = groups.assessment_id
        and pins.municipality_code = groups.municipality_code
where
    pins.pin is not null
    and (
        groups.pin is null
        or abs(pins.pin - groups.pin) > 1e-6
        or pins.child_population != groups.child_population
    )
