with severities as (
    select * from {{ ref('int_municipality_severities') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

populations as (
    select * from {{ ref('int_population__totals') }}
),

percentages as (
    select * from {{ ref('dim_pin_percentage') }}
),

populated as (
    select
        severities.assessment_id,
        severities.municipality_code,
        assessments.methodology_id,
        cast(severities.severity_final as integer) as severity_final,
        assessments.pin_population_year,
        populations.series as population_series,
        populations.total_population,
        populations.child_population
    from severities
    inner join assessments on severities.assessment_id = assessments.assessment_id
    left join populations
        on
            severities.assessment_id = populations.assessment_id
            and severities.municipality_code = populations.municipality_code
            and assessments.pin_population_year = populations.data_year
),

-- the band is the highest lower bound that the total population reaches
bands as (
    select
        populated.assessment_id,
        populated.municipality_code,
        max(percentages.population_from) as population_from
    from populated
    inner join percentages
        on
            populated.methodology_id = percentages.methodology_id
            and populated.total_population >= percentages.population_from
    group by populated.assessment_id, populated.municipality_code
),

in_need as (
    select
        populated.*,
        bands.population_from,
        percentages.percentage,
        -- nobody lives there, or nobody knows how many: no PiN, never 0
        case
            when populated.total_population > 0
                then populated.child_population * percentages.percentage / 100
        end as pin,
        case
            when populated.severity_final is null then 'no_severity'
            when populated.total_population is null or populated.child_population is null
                then 'population_not_delivered'
            when populated.total_population = 0 then 'no_inhabitants'
            when percentages.percentage is null then 'no_percentage_in_seed'
        end as missing_reason
    from populated
    left join bands
        on
            populated.assessment_id = bands.assessment_id
            and populated.municipality_code = bands.municipality_code
    left join percentages
        on
            populated.methodology_id = percentages.methodology_id
            and bands.population_from = percentages.population_from
            and populated.severity_final = percentages.severity
),

final as (
    select
        * exclude (methodology_id),
        cast({{ round_half_away('pin') }} as bigint) as pin_rounded
    from in_need
)

select * from final
