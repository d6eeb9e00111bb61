with alert_places as (
    select * from {{ ref('base_defensoria__alert_places') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

renamed as (
    select
        {{ landing_columns() }},
        fragment,
        alert_code,
        is_truncated,
        {{ place_key('defensoria__alertas') }} as place_key,
        concat_ws(', ', municipality_text, department_text) as place_text,
        {{ parse_date('fecha_emision') }} as issued_on
    from alert_places
),

final as (
    select
        renamed.file_name,
        renamed.sheet,
        renamed.row_number,
        renamed.fragment,
        renamed.alert_code,
        renamed.place_text,
        places.place_key,
        places.municipality_code,
        places.place_reason,
        renamed.is_truncated,
        year(renamed.issued_on) as data_year,
        renamed.issued_on
    from renamed
    inner join places on renamed.place_key = places.place_key
)

select * from final
