with final as (
    select
        cast(null as varchar) as intervention_key,
        cast(null as varchar) as left_work_status_id,
        cast(null as varchar) as protected_work_status_id,
        cast(null as varchar) as finished_status_id,
        cast(null as varchar) as reposition_left_work_status_id,
        cast(null as date) as closure_date,
        cast(null as varchar) as closure_date_reason,
        cast(null as integer) as days_to_closure,
        cast(null as varchar) as days_to_closure_reason,
        cast(null as date) as reposition_date,
        cast(null as integer) as accompaniments_held,
        cast(null as integer) as accompaniments_met,
        cast(null as integer) as days_to_all_met
    where false
)

select * from final
