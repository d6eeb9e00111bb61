with final as (
    select
        cast(null as varchar) as intervention_key,
        cast(null as varchar) as alert_kind_id,
        cast(null as varchar) as alert_id,
        cast(null as boolean) as is_alert,
        cast(null as integer) as accompaniment_number,
        cast(null as varchar) as field_id,
        cast(null as integer) as item_number
    where false
)

select * from final
