with cases as (
    select * from {{ ref('int_cases') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

parts as (
    select * from {{ ref('int_methodologies__components') }}
),

variables as (
    select * from {{ ref('int_methodologies__variables') }}
),

components as (
    select * from {{ ref('components') }}
),

joined as (
    select
        cases.*,
        parts.variable_id,
        variables.combination,
        components.source_id,
        components.label_es,
        components.label_en,
        max(cases.amount) over (
            partition by cases.assessment_id, cases.municipality_code, parts.variable_id
        ) as highest
    from cases
    inner join assessments on cases.assessment_id = assessments.assessment_id
    inner join parts
        on
            assessments.methodology_id = parts.methodology_id
            and cases.component_id = parts.component_id
    inner join variables
        on
            assessments.methodology_id = variables.methodology_id
            and parts.variable_id = variables.variable_id
    inner join components on cases.component_id = components.component_id
),

final as (
    select
        assessment_id,
        municipality_code,
        variable_id,
        component_id,
        source_id,
        label_es,
        label_en,
        cast(data_year as integer) as data_year,
        is_delivered,
        amount as cases,
        source_records,
        cast(set_aside_records as bigint) as set_aside_records,
        -- where several parts say the same, each of them set it; a sum is set by none
        case when combination = 'max' then coalesce(amount = highest, false) end as is_maximum,
        caveats
    from joined
)

select * from final
