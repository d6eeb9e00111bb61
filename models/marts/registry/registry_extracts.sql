with final as (
    select
        cast(null as varchar) as extract_id,
        cast(null as integer) as extract_order,
        cast(null as varchar) as label_es,
        cast(null as varchar) as label_en,
        cast(null as boolean) as has_open_cases,
        cast(null as bigint) as rows_read,
        cast(null as bigint) as rows_used,
        cast(null as date) as first_date,
        cast(null as date) as last_date
    where false
)

select * from final
