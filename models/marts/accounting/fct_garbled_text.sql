with garbled as (
    select * from {{ ref('stg_landing__garbled_texts') }}
),

final as (
    select
        source_id,
        table_name,
        file_name,
        sheet,
        column_name,
        text_found,
        text_repaired,
        cast(source_rows as bigint) as source_rows,
        is_damaged
    from garbled
)

select * from final
