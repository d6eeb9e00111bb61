with final as (
    select
        cast(null as varchar) as intervention_key,
        cast(null as integer) as accompaniment_number,
        cast(null as varchar) as profile_id,
        cast(null as date) as accompaniment_date,
        cast(null as varchar) as date_reason,
        cast(null as integer) as days_from_intervention,
        cast(null as varchar) as met_status_id
    where false
)

select * from final
