with final as (
    select
        cast(null as varchar) as intervention_key,
        cast(null as varchar) as extract_id,
        cast(null as date) as intervention_date,
        cast(null as varchar) as left_work_status_id,
        cast(null as date) as closure_date,
        cast(null as varchar) as next_intervention_key,
        cast(null as date) as next_intervention_date,
        cast(null as varchar) as next_left_work_status_id,
        cast(null as integer) as days_to_next,
        cast(null as boolean) as is_reintervened,
        cast(null as boolean) as is_link_ambiguous,
        cast(null as date) as links_recorded_from,
        cast(null as date) as observed_until
    where false
)

select * from final
