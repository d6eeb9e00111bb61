with interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

recorded as (
    select * from {{ ref('int_registry__recorded') }}
),

extracts as (
    select * from {{ ref('int_registry__extracts') }}
),

accompaniments as (
    select
        intervention_key,
        count(*) filter (where profile_id is not null or accompaniment_date is not null) as held,
        count(*) filter (where met_status_id = 'yes') as met,
        max(accompaniment_date) filter (where days_from_intervention is not null) as last_date
    from {{ ref('int_registry__accompaniments') }}
    group by intervention_key
),

parameters as (
    select {{ parameter('accompaniments_required') }} as accompaniments_required
),

limits as (
    select * from {{ ref('registry_limits') }}
    where limit_id = 'days_to_closure'
),

dated as (
    select
        recorded.*,
        cast(recorded.closure_date - recorded.intervention_date as integer) as days_after,
        case
            when recorded.closure_date is null then 'no_closure_date'
            when recorded.closure_date - recorded.intervention_date < limits.lower
                then 'closure_before_intervention'
            when recorded.closure_date - recorded.intervention_date > limits.upper
                then 'closure_after_limit'
        end as days_to_closure_reason
    from recorded
    inner join interventions on recorded.intervention_key = interventions.intervention_key
    cross join limits
),

final as (
    select
        dated.intervention_key,
        coalesce(dated.left_work, extracts.left_work) as left_work_status_id,
        coalesce(dated.protected_work, extracts.protected_work)
            as protected_work_status_id,
        coalesce(dated.finished, extracts.finished) as finished_status_id,
        coalesce(dated.reposition_left_work, extracts.reposition_left_work)
            as reposition_left_work_status_id,
        extracts.has_left_work as is_left_work_answered,
        dated.closure_date,
        case
            when dated.closure_date is null then coalesce(dated.closure_date_reason, 'no_data')
        end as closure_date_reason,
        case when dated.days_to_closure_reason is null then dated.days_after end as days_to_closure,
        dated.days_to_closure_reason,
        dated.reposition_date,
        case
            when extracts.has_accompaniments
                then cast(coalesce(accompaniments.held, 0) as integer)
        end as accompaniments_held,
        case
            when extracts.has_met
                then cast(coalesce(accompaniments.met, 0) as integer)
        end as accompaniments_met,
        case
            when
                accompaniments.met >= parameters.accompaniments_required
                and dated.days_to_closure_reason is null
                and accompaniments.last_date is not null
                then
                    cast(
                        greatest(dated.closure_date, accompaniments.last_date)
                        - dated.intervention_date as integer
                    )
        end as days_to_all_met
    from dated
    cross join parameters
    inner join extracts on dated.extract_id = extracts.extract_id
    left join accompaniments on dated.intervention_key = accompaniments.intervention_key
)

select * from final
