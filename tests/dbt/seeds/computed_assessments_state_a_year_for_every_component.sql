-- A row per fault: the seed, the row that is missing from it, and what is wrong.
with assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

components as (
    select * from {{ ref('int_methodologies__components') }}
),

data_years as (
    select * from {{ ref('int_assessments__data_years') }}
)

select
    'assessment_data_years' as seed,
    concat_ws(',', assessments.assessment_id, components.component_id) as seed_row,
    'falta el año de los datos de ' || components.component_id || ' · no data year for '
    || components.component_id as problem
from assessments
inner join components on assessments.methodology_id = components.methodology_id
left join data_years
    on
        assessments.assessment_id = data_years.assessment_id
        and components.component_id = data_years.component_id
where assessments.severity_basis = 'computed' and data_years.data_year is null
