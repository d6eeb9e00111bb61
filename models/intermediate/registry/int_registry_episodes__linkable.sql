with

episodes as (
    select * from {{ ref('int_registry__episodes') }}
),

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

-- A link leads to a form, not to a child. Forms of several children are left out whether a link leads to
-- them or not: leaving out only the linked ones would lower every share.
final as (
    select
        episodes.*,
        interventions.rows_in_form = 1 as is_linkable,
        date_diff('day', episodes.intervention_date, episodes.observed_until) as days_observed,
        greatest(
            0, date_diff('day', episodes.intervention_date, episodes.links_recorded_from)
        ) as days_before_links
    from episodes
    inner join interventions on episodes.intervention_key = interventions.intervention_key
)

select * from final
