with

facts as (
    select * from {{ ref('int_registry_facts__outcomes') }}
),

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

member_columns as (
    select * from {{ ref('int_registry_member_columns') }}
),

final as (
    select
        interventions.form_key,
        cast(facts.is_counted as integer) as outcome,
        member_columns.*
    from facts
    inner join interventions on facts.intervention_key = interventions.intervention_key
    inner join member_columns on facts.intervention_key = member_columns.intervention_key
    where facts.fact_id = 'left_work' and facts.is_known
)

select * from final
