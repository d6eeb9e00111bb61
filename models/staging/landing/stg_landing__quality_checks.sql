with source as (
    select * from {{ source('landing', 'quality_checks') }}
),

renamed as (
    select
        check_id,
        source_id,
        nullif(table_name, '') as table_name,
        nullif(column_name, '') as column_name,
        kind,
        outcome_if_failed,
        status,
        faults,
        looked_at,
        expected,
        examples,
        nullif(message_es, '') as message_es,
        nullif(message_en, '') as message_en,
        acknowledged_by,
        acknowledged_why,
        load_id,
        checked_at
    from source
)

select * from renamed
