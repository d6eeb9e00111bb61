with final as (
    select
        cast(null as varchar) as profile_id,
        cast(null as varchar) as label_es,
        cast(null as varchar) as label_en
    where false
)

select * from final
