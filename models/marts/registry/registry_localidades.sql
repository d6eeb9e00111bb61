with final as (
    select
        cast(null as varchar) as localidad_code,
        cast(null as varchar) as localidad_name,
        cast(null as varchar) as label_es,
        cast(null as varchar) as label_en,
        cast(null as varchar) as subred_id,
        cast(null as varchar) as municipality_code,
        cast(null as boolean) as is_in_city
    where false
)

select * from final
