with pins as (
    select * from {{ ref('fct_pin') }}
),

population as (
    select * from {{ ref('int_population') }}
    where age_group is not null
),

municipality_map as (
    select * from {{ ref('int_assessments__municipality_map') }}
),

groups as (
    select
        municipality_map.assessment_id,
        municipality_map.reported_under as municipality_code,
        population.data_year,
        population.sex,
        population.age_group,
        cast(sum(population.population) as bigint) as population
    from population
    inner join municipality_map
        on population.municipality_code = municipality_map.municipality_code
    group by all
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
)

select * from final
