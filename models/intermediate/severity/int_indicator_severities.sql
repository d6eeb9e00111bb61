with variables as (
    select * from {{ ref('int_variable_severities') }}
),

variable_order as (
    select * from {{ ref('int_methodologies__variables') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

highest as (
    select
        assessment_id,
        municipality_code,
        indicator_id,
        max(severity) as severity,
        max(severity_lower) as severity_lower,
        max(severity_upper) as severity_upper,
        count(severity) as variables_with_data,
        count(*) as variables_total,
        count(*) filter (where is_partial) as variables_partial
    from variables
    group by assessment_id, municipality_code, indicator_id
),

deciding as (
    select
        variables.assessment_id,
        variables.municipality_code,
        variables.indicator_id,
        string_agg(variables.variable_id, ',' order by variable_order.sort_order)
            as deciding_variables
    from variables
    inner join highest
        on
            variables.assessment_id = highest.assessment_id
            and variables.municipality_code = highest.municipality_code
            and variables.indicator_id = highest.indicator_id
            and variables.severity = highest.severity
    inner join assessments on variables.assessment_id = assessments.assessment_id
    inner join variable_order
        on
            assessments.methodology_id = variable_order.methodology_id
            and variables.variable_id = variable_order.variable_id
    group by variables.assessment_id, variables.municipality_code, variables.indicator_id
),

final as (
    select
        highest.*,
        deciding.deciding_variables,
        highest.variables_with_data / highest.variables_total as coverage
    from highest
    left join deciding
        on
            highest.assessment_id = deciding.assessment_id
            and highest.municipality_code = deciding.municipality_code
            and highest.indicator_id = deciding.indicator_id
)

select * from final
