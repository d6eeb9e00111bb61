with

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

outcomes as (
    select * from {{ ref('int_registry__outcomes') }}
),

parameters as (
    select * from {{ ref('parameters') }}
),

-- A row per status that a measure asks for, with whom it is asked of.
statuses as (
    select
        interventions.intervention_key,
        interventions.is_identification,
        interventions.intervention_type_id,
        interventions.is_student,
        outcomes.is_left_work_answered,
        outcomes.left_work_status_id as left_work,
        outcomes.protected_work_status_id as protected_work,
        outcomes.finished_status_id as finished,
        outcomes.reposition_left_work_status_id as reposition_left_work
    from interventions
    inner join outcomes on interventions.intervention_key = outcomes.intervention_key
),

asked as (
    select
        'left_work' as fact_id,
        intervention_key,
        left_work as status_id,
        cast(null as boolean) as is_known_over_all
    from statuses
    where is_identification
    union all
    select
        'left_work_over_all' as fact_id,
        intervention_key,
        left_work as status_id,
        is_left_work_answered as is_known_over_all
    from statuses
    where is_identification
    union all
    select
        'left_work_every_type' as fact_id,
        intervention_key,
        left_work as status_id,
        cast(null as boolean) as is_known_over_all
    from statuses
    union all
    select
        'continued_out_over_all' as fact_id,
        intervention_key,
        left_work as status_id,
        is_left_work_answered as is_known_over_all
    from statuses
    where intervention_type_id = 'follow_up'
    union all
    select
        'continued_out' as fact_id,
        intervention_key,
        left_work as status_id,
        cast(null as boolean) as is_known_over_all
    from statuses
    where intervention_type_id = 'follow_up'
    union all
    select
        'protected_work' as fact_id,
        intervention_key,
        protected_work as status_id,
        cast(null as boolean) as is_known_over_all
    from statuses
    where intervention_type_id = 'adolescents'
    union all
    select
        'finished' as fact_id,
        intervention_key,
        finished as status_id,
        cast(null as boolean) as is_known_over_all
    from statuses
    where is_identification
    union all
    select
        'reposition_left_work' as fact_id,
        intervention_key,
        reposition_left_work as status_id,
        cast(null as boolean) as is_known_over_all
    from statuses
    where is_identification and left_work = 'no'
    union all
    select
        'student_after_leaving' as fact_id,
        intervention_key,
        case when is_student then 'yes' when not is_student then 'no' else 'no_data' end
            as status_id,
        cast(null as boolean) as is_known_over_all
    from statuses
    where is_identification and left_work = 'yes'
),

all_met as (
    select
        'all_met' as fact_id,
        outcomes.intervention_key,
        outcomes.accompaniments_met is not null as is_known,
        coalesce(outcomes.accompaniments_met, 0) >= cast(parameters.value as integer)
        and outcomes.closure_date is not null as is_counted
    from outcomes
    inner join interventions on outcomes.intervention_key = interventions.intervention_key
    cross join parameters
    where interventions.is_identification and parameters.parameter_id = 'accompaniments_required'
),

final as (
    select
        fact_id,
        intervention_key,
        coalesce(is_known_over_all, status_id in ('yes', 'no')) as is_known,
        status_id = 'yes' as is_counted
    from asked
    union all
    select * from all_met
)

select * from final
