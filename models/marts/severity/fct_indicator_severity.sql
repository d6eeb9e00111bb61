with severities as (
    select * from {{ ref('int_indicator_severities') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

indicators as (
    select * from {{ ref('int_methodologies__indicators') }}
),

final as (
    select
        severities.assessment_id,
        severities.municipality_code,
        severities.indicator_id,
        severities.deciding_variables,
        indicators.weight,
        cast(severities.severity as integer) as severity,
        cast(severities.severity_lower as integer) as severity_lower,
        cast(severities.severity_upper as integer) as severity_upper,
        cast(severities.variables_with_data as integer) as variables_with_data,
        cast(severities.variables_total as integer) as variables_total,
        cast(severities.variables_partial as integer) as variables_partial,
        severities.coverage
    from severities
    inner join assessments on severities.assessment_id = assessments.assessment_id
    inner join indicators
        on
            assessments.methodology_id = indicators.methodology_id
            and severities.indicator_id = indicators.indicator_id
)

select * from final
