with population as (
    select * from {{ ref('int_population') }}
),

municipality_map as (
    select * from {{ ref('int_assessments__municipality_map') }}
),

age_groups as (
    select * from {{ ref('age_groups') }}
),

final as (
    select
        municipality_map.assessment_id,
        municipality_map.reported_under as municipality_code,
        population.data_year,
        population.sex,
        age_groups.age_group,
        string_agg(distinct population.series, ', ' order by population.series) as series,
        cast(sum(population.population) as bigint) as population
    from population
    inner join municipality_map
        on population.municipality_code = municipality_map.municipality_code
    -- ages of 18 and over have no group: they count in the total only
    left join age_groups
        on population.age between age_groups.age_from and age_groups.age_to
    group by all
)

select * from final
