with final as (
    select
        cast(null as varchar) as extract_id,
        cast(null as varchar) as field_id,
        cast(null as varchar) as label_es,
        cast(null as varchar) as label_en,
        cast(null as boolean) as is_asked,
        cast(null as bigint) as filled,
        cast(null as bigint) as rows,  -- noqa: RF04
        cast(null as double) as share
    where false
)

select * from final
