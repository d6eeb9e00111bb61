with population as (
    select * from {{ ref('int_population') }}
),

municipality_map as (
    select * from {{ ref('int_assessments__municipality_map') }}
),

final as (
    select
        municipality_map.assessment_id,
        municipality_map.reported_under as municipality_code,
        population.data_year,
        string_agg(distinct population.series, ', ' order by population.series) as series,
        cast(sum(population.population) as bigint) as total_population,
        -- no row of those ages is missing data, not a place without children
        cast(sum(population.population) filter (where population.age_group is not null) as bigint)
            as child_population
    from population
    inner join municipality_map
        on population.municipality_code = municipality_map.municipality_code
    group by
        municipality_map.assessment_id,
        municipality_map.reported_under,
        population.data_year
)

select * from final
