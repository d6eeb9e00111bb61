with source as (
    select * from {{ source('landing', 'refused_files') }}
),

renamed as (
    select
        source_id,
        refusal_number,
        reason,
        columns_missing,
        message_es,
        message_en,
        file_sha256,
        load_id,
        is_unclaimed
    from source
)

select * from renamed
