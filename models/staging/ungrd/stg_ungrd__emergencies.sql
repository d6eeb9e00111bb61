with source as (
    select * from {{ source('ungrd', 'ungrd__emergencias') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

event_types as (
    select * from {{ ref('ungrd_event_types') }}
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key(
            'ungrd', code='divipola', department='departamento', municipality='municipio'
        ) }} as place_key,
        concat_ws(' ', trim(divipola), trim(municipio), trim(departamento)) as place_text,

        trim(evento) as event_printed,
        {{ normalise_label('evento') }} as event_spelling,

        -- the file lost trailing zeros after the thousands comma
        {{ parse_count('personas', lost_zeros=true) }} as people,
        {{ parse_count('familias', lost_zeros=true) }} as families,
        nullif(trim(personas), '') is null as is_without_count,

        {{ parse_date('fecha') }} as event_date
    from source
),

final as (
    select
        renamed.file_name,
        renamed.sheet,
        renamed.row_number,
        renamed.place_text,
        places.place_key,
        places.municipality_code,
        places.place_reason,
        renamed.event_printed,
        event_types.event_type,
        event_types.is_natural,
        year(renamed.event_date) as data_year,
        renamed.people,
        renamed.families,
        renamed.is_without_count,
        renamed.event_date
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join event_types on renamed.event_spelling = event_types.spelling
)

select * from final
