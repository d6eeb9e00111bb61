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

        {{ parse_date('fecha') }} as event_date,

        -- the code is left out: a stacked copy may have it where the first has not
        md5(
            concat_ws(
                '|', fecha, departamento, municipio, evento,
                coalesce(fallecidos, ''), coalesce(heridos, ''), coalesce(desaparecidos, ''),
                coalesce(personas, ''), coalesce(familias, ''),
                coalesce(viviendas_destruidas, ''), coalesce(viviendas_averiadas, ''),
                coalesce(vias_averiadas, ''), coalesce(puentes_vehiculares, ''),
                coalesce(puentes_peatonales, ''), coalesce(acueducto, ''),
                coalesce(alcantarillado, ''), coalesce(centros_de_salud, ''),
                coalesce(centros_educativos, ''), coalesce(centros_comunitarios, ''),
                coalesce(hectareas, ''), coalesce(otros_afectacion, '')
            )
        ) as fingerprint
    from source
),

numbered as (
    select
        *,
        row_number() over (
            partition by fingerprint
            order by file_name, sheet, row_number
        ) as copy_number
    from renamed
),

final as (
    select
        numbered.file_name,
        numbered.sheet,
        numbered.row_number,
        numbered.place_text,
        places.place_key,
        places.municipality_code,
        places.place_reason,
        numbered.event_printed,
        event_types.event_type,
        event_types.is_natural,
        year(numbered.event_date) as data_year,
        numbered.people,
        numbered.families,
        numbered.is_without_count,
        numbered.copy_number > 1 as is_repeated,
        numbered.event_date
    from numbered
    inner join places on numbered.place_key = places.place_key
    left join event_types on numbered.event_spelling = event_types.spelling
)

select * from final
