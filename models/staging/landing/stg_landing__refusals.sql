with source as (
    select * from {{ source('landing', 'refused_files') }}
),

renamed as (
    select
        source_id,
        file_name,
        sheet,
        message_es,
        message_en,
        load_id,
        is_unclaimed
    from source
)

select * from renamed
