with data_years as (
    select * from {{ ref('int_assessments__data_years') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

final as (
    select distinct
        data_years.component_id,
        data_years.data_year
    from data_years
    inner join assessments on data_years.assessment_id = assessments.assessment_id
    where assessments.severity_basis = 'computed'
)

select * from final
