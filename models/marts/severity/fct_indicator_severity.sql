with severities as (
    select * from {{ ref('int_indicator_severities') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

weights as (
    select * from {{ ref('dim_indicator_weight') }}
),

final as (
    select
        severities.assessment_id,
        severities.municipality_code,
        severities.indicator_id,
        severities.deciding_variables,
        weights.weight,
        cast(severities.severity as integer) as severity,
        cast(severities.severity_lower as integer) as severity_lower,
        cast(severities.severity_upper as integer) as severity_upper,
        cast(severities.variables_with_data as integer) as variables_with_data,
        cast(severities.variables_total as integer) as variables_total,
        cast(severities.variables_partial as integer) as variables_partial,
        severities.coverage
    from severities
    inner join assessments on severities.assessment_id = assessments.assessment_id
    inner join weights
        on
            assessments.methodology_id = weights.methodology_id
            and severities.indicator_id = weights.indicator_id
)

select * from final
