with source as (
    select * from {{ source('ipor', 'ipor__niveles') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key('ipor__niveles') }} as place_key,
        concat_ws(' ', trim(divipola), trim(municipio)) as place_text,
        {{ parse_count('anio') }} as data_year,
        {{ parse_count('ipor_nivel') }} as ipor_level
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
        renamed.data_year,
        renamed.ipor_level
    from renamed
    inner join places on renamed.place_key = places.place_key
)

select * from final
