with source as (
    select * from {{ source('defensoria', 'defensoria__clasificacion') }}
),

answers as (
    select * from {{ ref('source_words') }}
    where list_id = 'answer'
),

renamed as (
    select
        {{ landing_columns() }},
        trim(codigo) as alert_code,
        {{ normalise_text('reclutamiento') }} as recruitment_printed,
        {{ normalise_text('afecta_nna') }} as affects_nna_printed,
        trim(clasificado_por) as classified_by,
        trim(fuente) as document_read,
        {{ parse_date('fecha_clasificacion') }} as classified_on
    from source
),

final as (
    select
        renamed.file_name,
        renamed.sheet,
        renamed.row_number,
        renamed.alert_code,
        recruitment.is_so as is_recruitment,
        affects_nna.is_so as is_affecting_nna,
        renamed.classified_by,
        renamed.document_read,
        renamed.classified_on
    from renamed
    left join answers as recruitment on renamed.recruitment_printed = recruitment.word
    left join answers as affects_nna on renamed.affects_nna_printed = affects_nna.word
)

select * from final
