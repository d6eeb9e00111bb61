with

episodes as (
    select * from {{ ref('int_registry__episodes') }}
),

outcomes as (
    select * from {{ ref('int_registry__outcomes') }}
),

accompaniments as (
    select * from {{ ref('int_registry__accompaniments') }}
),

-- An open case is watched until the last day of the registry. A closed one whose closure cannot
-- be dated is watched for an unknown time.
cases as (
    select
        episodes.intervention_key,
        outcomes.days_to_closure,
        outcomes.days_to_all_met,
        outcomes.accompaniments_held is not null as is_accompanied,
        outcomes.accompaniments_met is not null as is_met_told,
        case
            when outcomes.days_to_closure is not null then outcomes.days_to_closure
            when
                outcomes.left_work_status_id = 'open' and outcomes.closure_date is null
                then episodes.days_observed
        end as last_day
    from episodes
    inner join outcomes on episodes.intervention_key = outcomes.intervention_key
),

numbers as (
    select unnest(range(1, cast(value as integer) + 1)) as accompaniment_number
    from {{ ref('parameters') }}
    where parameter_id = 'accompaniments_required'
),

-- One that never took place is censored at the closure; one without a usable date is not known.
accompanied as (
    select
        'time_to_accompaniment_' || numbers.accompaniment_number as fact_id,
        cases.intervention_key,
        case
            when accompaniments.intervention_key is null then cases.last_day
            else accompaniments.days_from_intervention
        end as spell_days,
        accompaniments.days_from_intervention is not null as is_observed
    from cases
    cross join numbers
    left join accompaniments
        on
            cases.intervention_key = accompaniments.intervention_key
            and numbers.accompaniment_number = accompaniments.accompaniment_number
    where cases.is_accompanied
),

-- Until a re-intervention is watched from the day links exist, and to the last day with links.
final as (
    select
        'time_to_closure' as fact_id,
        intervention_key,
        last_day as spell_days,
        days_to_closure is not null as is_observed,
        0 as entry_day
    from cases
    union all
    select
        'time_to_all_met' as fact_id,
        intervention_key,
        coalesce(days_to_all_met, last_day) as spell_days,
        days_to_all_met is not null as is_observed,
        0 as entry_day
    from cases
    where is_met_told
    union all
    select
        *,
        0 as entry_day
    from accompanied
    union all
    select
        'time_to_reintervention' as fact_id,
        intervention_key,
        case when is_linkable then coalesce(days_to_next, days_linked) end as spell_days,
        days_to_next is not null as is_observed,
        days_before_links as entry_day
    from episodes
)

select * from final
