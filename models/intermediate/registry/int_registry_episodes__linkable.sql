with

episodes as (
    select * from {{ ref('int_registry__episodes') }}
),

-- A link leads to a form, not to a child. Forms of several children are left out whether a link
-- leads to them or not: leaving out only the linked ones would lower every share.
final as (
    select
        *,
        not is_link_ambiguous as is_linkable,
        date_diff('day', intervention_date, observed_until) as days_observed,
        greatest(0, date_diff('day', intervention_date, links_recorded_from)) as days_before_links
    from episodes
)

select * from final
