with final as (
    select
        cast(null as varchar) as extract_id,
        cast(null as varchar) as field_id,
        cast(null as varchar) as reason_id,
        cast(null as bigint) as cells
    where false
)

select * from final
