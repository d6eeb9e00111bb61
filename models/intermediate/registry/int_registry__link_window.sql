with interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

extracts as (
    select * from {{ ref('registry_extract_names') }}
),

parameters as (
    select {{ parameter('links_least_share') }} as least_share
),

by_extract as (
    select
        extract_id,
        count(*) filter (where intervention_type_id = 'follow_up') as follow_ups,
        count(previous_form_number_key) filter (where intervention_type_id = 'follow_up') as links,
        min(intervention_date) filter (where previous_form_number_key is not null) as first_link,
        max(intervention_date) as last_date
    from interventions
    group by extract_id
),

-- a stray link says as little of those left empty as none would
judged as (
    select
        by_extract.*,
        extracts.extract_order,
        by_extract.links > 0
        and by_extract.links >= parameters.least_share * by_extract.follow_ups as has_links
    from by_extract
    inner join extracts on by_extract.extract_id = extracts.extract_id
    cross join parameters
),

ordered as (
    select
        *,
        count(*) filter (where not has_links) over (order by extract_order desc) as later_gaps
    from judged
),

-- the last extracts in a row: a gap within the window would read as nobody coming back
run as (
    select *
    from ordered
    where has_links
    qualify later_gaps = min(later_gaps) over ()
),

final as (
    select
        extract_id,
        min(first_link) over () as links_recorded_from,
        max(last_date) over () as links_recorded_until
    from run
)

select * from final
