with source as (
    select * from {{ source('defensoria', 'defensoria__alertas') }}
),

renamed as (
    select
        {{ landing_columns() }},
        trim(codigo) as alert_code,
        trim(tipo) as alert_kind,
        nullif(trim(municipios), '') as places_printed,
        coalesce(regexp_matches(municipios, '(?i)y\s+otros'), false) as is_truncated,
        {{ parse_date('fecha_emision') }} as issued_on
    from source
),

final as (
    select
        *,
        year(issued_on) as data_year
    from renamed
)

select * from final
