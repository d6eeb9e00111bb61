with final as (
    select
        cast(null as varchar) as localidad_code,
        cast(null as bigint) as data_year,
        cast(null as bigint) as child_population
    where false
)

select * from final
