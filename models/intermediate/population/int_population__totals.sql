with groups as (
    select * from {{ ref('int_population__groups') }}
),

final as (
    select
        assessment_id,
        municipality_code,
        data_year,
        max(series) as series,
        cast(sum(population) as bigint) as total_population,
        -- no row of those ages is missing data, not a place without children
        cast(sum(population) filter (where age_group is not null) as bigint) as child_population
    from groups
    group by assessment_id, municipality_code, data_year
)

select * from final
