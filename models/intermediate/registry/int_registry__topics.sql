with final as (
    select
        cast(null as varchar) as intervention_key,
        cast(null as integer) as accompaniment_number,
        cast(null as varchar) as topic_id,
        cast(null as integer) as item_number
    where false
)

select * from final
