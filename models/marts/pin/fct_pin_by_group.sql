with pins as (
    select * from {{ ref('fct_pin') }}
),

groups as (
    select * from {{ ref('int_population__groups') }}
),

-- in proportion to the municipality's own children, so that the parts sum to the whole
final as (
    select
        pins.assessment_id,
        pins.municipality_code,
        groups.sex,
        groups.age_group,
        groups.population as child_population,
        pins.pin * groups.population / nullif(pins.child_population, 0) as pin
    from pins
    inner join groups
        on
            pins.assessment_id = groups.assessment_id
            and pins.municipality_code = groups.municipality_code
            and pins.pin_population_year = groups.data_year
    where groups.age_group is not null
)

select * from final
