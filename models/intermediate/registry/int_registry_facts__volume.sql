with

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

final as (
    select
        'interventions' as fact_id,
        intervention_key,
        true as is_known,
        true as is_counted
    from interventions
    union all
    select
        'children_identified' as fact_id,
        intervention_key,
        true as is_known,
        true as is_counted
    from interventions
    where is_identification
    union all
    select
        'follow_ups' as fact_id,
        intervention_key,
        true as is_known,
        true as is_counted
    from interventions
    where intervention_type_id = 'follow_up'
    union all
    select
        'students' as fact_id,
        intervention_key,
        is_student is not null as is_known,
        coalesce(is_student, false) as is_counted
    from interventions
    where is_identification
)

select * from final
