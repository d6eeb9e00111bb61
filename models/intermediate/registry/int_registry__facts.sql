with

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

outcomes as (
    select * from {{ ref('int_registry__outcomes') }}
),

episodes as (
    select * from {{ ref('int_registry__episodes') }}
),

facts as (
    select * from {{ ref('registry_facts') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

parameters as (
    select {{ parameter('accompaniments_required') }} as accompaniments_required
),

asked as (
    select
        facts.*,
        interventions.intervention_key,
        interventions.intervention_date,
        interventions.is_student,
        interventions.intervention_date
        + to_months(coalesce(metrics.horizon_months, 0)) as horizon
    from interventions
    inner join facts
        on
            facts.asked_of in ('every', interventions.intervention_type_id)
            or (facts.asked_of = 'identification' and interventions.is_identification)
    left join metrics on facts.fact_id = metrics.fact_id and metrics.horizon_months > 0
),

-- Who came back is known only where links existed until the horizon: of a window watched in part
-- what happened would count, and what did not happen would not. In need is of whom the last that
-- was recorded is that it goes on working.
told as (
    select
        asked.*,
        outcomes.* exclude (outcomes.intervention_key),
        coalesce(episodes.next_intervention_date <= asked.horizon, false) as is_back,
        coalesce(episodes.next_left_work_status_id != 'yes', true) as is_in_need,
        episodes.is_linkable
        and asked.intervention_date >= episodes.links_recorded_from
        and asked.horizon <= episodes.links_recorded_until as is_watched
    from asked
    left join outcomes on asked.intervention_key = outcomes.intervention_key
    left join episodes on asked.intervention_key = episodes.intervention_key
    where asked.asked_of_result is null or asked.asked_of_result = outcomes.left_work_status_id
),

answered as (
    select
        told.*,
        case told.answer_id
            when 'recorded' then true
            when 'student' then told.is_student
            {%- for status in ['left_work', 'protected_work', 'finished', 'reposition_left_work'] %}
                when '{{ status }}'
                    then
                        case
                            when told.{{ status }}_status_id in ('yes', 'no')
                                then told.{{ status }}_status_id = 'yes'
                        end
            {%- endfor %}
            when 'all_met'
                then
                    case
                        when told.accompaniments_met is not null
                            then
                                told.accompaniments_met >= parameters.accompaniments_required
                                and told.closure_date is not null
                    end
            when 'reintervened' then case when told.is_watched then told.is_back end
            when 'needs_reintervention' then case when told.is_watched then told.is_in_need end
        end as answer
    from told
    cross join parameters
),

final as (
    select
        fact_id,
        intervention_key,
        case when is_over_all then is_left_work_answered else answer is not null end as is_known,
        coalesce(answer, false) as is_counted
    from answered
)

select * from final
