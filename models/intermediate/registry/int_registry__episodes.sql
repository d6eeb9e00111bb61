with interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

outcomes as (
    select * from {{ ref('int_registry__outcomes') }}
),

linked_extracts as (
    select * from {{ ref('int_registry__link_window') }}
),

-- of an empty table these are null: nothing can be known
link_window as (
    select
        min(links_recorded_from) as links_recorded_from,
        max(links_recorded_until) as links_recorded_until
    from linked_extracts
),

registry as (
    select max(intervention_date) as observed_until
    from interventions
),

linking as (
    select interventions.*
    from interventions
    inner join linked_extracts on interventions.extract_id = linked_extracts.extract_id
    where interventions.previous_form_number_key is not null
),

-- the link is from form to form: with several children in a form it does not tell which
identifications as (
    select
        *,
        count(*) over (partition by form_number_key) > 1 and form_number_key is not null
            as is_link_ambiguous
    from interventions
    where is_identification
),

next_interventions as (
    select
        identifications.intervention_key,
        arg_min(
            later.intervention_key,
            (later.intervention_date, later.extract_id, later.form_key, later.row_in_form)
        ) as next_intervention_key,
        min(later.intervention_date) as next_intervention_date
    from identifications
    inner join linking as later
        on
            identifications.form_number_key = later.previous_form_number_key
            and identifications.intervention_key != later.intervention_key
            and identifications.intervention_date <= later.intervention_date
    group by identifications.intervention_key
),

found as (
    select
        identifications.intervention_key,
        identifications.extract_id,
        identifications.intervention_date,
        outcomes.left_work_status_id,
        outcomes.closure_date,
        next_interventions.next_intervention_key,
        next_interventions.next_intervention_date,
        next_outcomes.left_work_status_id as next_left_work_status_id,
        cast(
            next_interventions.next_intervention_date - identifications.intervention_date as integer
        ) as days_to_next,
        next_interventions.next_intervention_key is not null as is_reintervened,
        identifications.is_link_ambiguous,
        link_window.links_recorded_from,
        link_window.links_recorded_until,
        registry.observed_until
    from identifications
    inner join outcomes on identifications.intervention_key = outcomes.intervention_key
    left join next_interventions
        on identifications.intervention_key = next_interventions.intervention_key
    left join outcomes as next_outcomes
        on next_interventions.next_intervention_key = next_outcomes.intervention_key
    cross join link_window
    cross join registry
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
    from found
)

select * from final
