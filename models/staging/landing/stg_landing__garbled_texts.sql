with source as (
    select * from {{ source('landing', 'garbled_texts') }}
),

renamed as (
    select
        source_id,
        table_name,
        file_name,
        sheet,
        column_name,
        text_found,
        text_repaired,
        row_count as source_rows,
        is_damaged
    from source
)

select * from renamed
