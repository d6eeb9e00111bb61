with

episodes as (
    select * from {{ ref('int_registry__episodes') }}
),

-- A link leads to a form, not to a child. Forms of several children are left out whether a link
-- leads to them or not: leaving out only the linked ones would lower every share.
final as (
    select
        *,
        not is_link_ambiguous and links_recorded_from is not null as is_linkable,
        date_diff('day', intervention_date, observed_until) as days_observed,
        date_diff('day', intervention_date, links_recorded_until) as days_linked,
        -- greatest passes over a null, and nobody would seem to come back
        case
            when links_recorded_from is not null
                then greatest(0, date_diff('day', intervention_date, links_recorded_from))
        end as days_before_links
    from episodes
)

select * from final
