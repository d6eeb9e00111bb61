with final as (
    select
        cast(null as varchar) as subred_id,
        cast(null as integer) as subred_number,
        cast(null as varchar) as label_es,
        cast(null as varchar) as label_en
    where false
)

select * from final
