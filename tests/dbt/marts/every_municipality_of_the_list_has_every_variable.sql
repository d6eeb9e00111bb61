-- Missing data are a row of nulls, never a missing row.
with assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

municipalities as (
    select * from {{ ref('int_assessments__municipalities') }}
),

variables as (
    select * from {{ ref('int_methodologies__variables') }}
),

severities as (
    select * from {{ ref('fct_variable_severity') }}
)

select
    assessments.assessment_id,
    municipalities.municipality_code,
    variables.variable_id
from assessments
inner join municipalities on assessments.assessment_id = municipalities.assessment_id
inner join variables on assessments.methodology_id = variables.methodology_id
left join severities
    on
        municipalities.assessment_id = severities.assessment_id
        and municipalities.municipality_code = severities.municipality_code
        and variables.variable_id = severities.variable_id
where assessments.severity_basis = 'computed' and severities.variable_id is null
