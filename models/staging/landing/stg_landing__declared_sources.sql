with source as (
    select * from {{ source('landing', 'declared_sources') }}
),

renamed as (
    select
        source_id,
        label_es,
        label_en,
        provider,
        licence
    from source
)

select * from renamed
