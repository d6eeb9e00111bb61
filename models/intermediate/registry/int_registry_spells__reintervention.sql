with

episodes as (
    select * from {{ ref('int_registry_episodes__linkable') }}
),

-- Watched from the day links exist, until the re-intervention or the last day with links.
final as (
    select
        'time_to_reintervention' as fact_id,
        intervention_key,
        case when is_linkable then coalesce(days_to_next, days_linked) end as spell_days,
        days_to_next is not null as is_observed,
        days_before_links as entry_day
    from episodes
)

select * from final
