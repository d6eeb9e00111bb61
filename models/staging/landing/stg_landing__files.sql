with source as (
    select * from {{ source('landing', 'landed_files') }}
),

renamed as (
    select
        source_id,
        table_name,
        file_name,
        sheet,
        file_sha256,
        encoding,
        delimiter,
        columns_missing,
        columns_ignored,
        load_id,
        file_bytes,
        header_row,
        rows_read,
        rows_blank,
        is_synthetic,
        loaded_at
    from source
)

select * from renamed
