with source_rows as (
    select * from {{ source('registry', 'registry__bd') }}
),

extracts as (
    select * from {{ ref('registry_extract_names') }}
),

final as (
    select
        row_number() over (
            order by source_rows._file_name, source_rows._sheet, source_rows._row_number
        ) as source_row,
        extracts.extract_id,
        source_rows.*
    from source_rows
    left join extracts
        on {{ normalise_label('source_rows.base_origen') }} = extracts.base_origen
)

select * from final
