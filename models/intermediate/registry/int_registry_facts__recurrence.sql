with

episodes as (
    select * from {{ ref('int_registry_episodes__linkable') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

-- An answer is known only where links existed over the whole horizon: of a window watched in part
-- what happened would count, and what did not happen would not.
within_horizon as (
    select
        metrics.fact_id,
        episodes.intervention_key,
        episodes.is_linkable
        and episodes.intervention_date >= episodes.links_recorded_from
        and episodes.intervention_date + to_months(metrics.horizon_months)
        <= episodes.links_recorded_until as is_known,
        episodes.next_intervention_date
        <= episodes.intervention_date + to_months(metrics.horizon_months) as is_counted
    from episodes
    inner join metrics on metrics.horizon_months > 0 and metrics.kind_id = 'share'
    where not metrics.is_after_no or episodes.left_work_status_id = 'no'
),

-- The last that was recorded of the child is that it goes on working.
in_need as (
    select
        'needs_reintervention' as fact_id,
        intervention_key,
        is_linkable
        and intervention_date between links_recorded_from and links_recorded_until as is_known,
        coalesce(next_left_work_status_id != 'yes', true) as is_counted
    from episodes
    where left_work_status_id = 'no'
),

answers as (
    select * from within_horizon
    union all
    select * from in_need
),

final as (
    select
        fact_id,
        intervention_key,
        coalesce(is_known, false) as is_known,
        coalesce(is_counted, false) as is_counted
    from answers
)

select * from final
