with source as (
    select * from {{ source('dane', 'dane__population_wide') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

areas as (
    select * from {{ ref('source_words') }}
    where list_id = 'dane_area'
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key('dane__population_wide') }} as place_key,
        concat_ws(' ', trim(mpio), trim(dpmp), trim(dpnom)) as place_text,

        coalesce(serie, 'series not stated') as series,
        {{ normalise_label('area_geografica') }} as area_printed,

        {{ parse_count('anio') }} as data_year,
        {{ parse_count('total_hombres') }} as total_men,
        {{ parse_count('total_mujeres') }} as total_women,
        {{ parse_count('total') }} as total
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
        renamed.series,
        renamed.data_year,
        areas.is_so as is_whole,
        renamed.total_men,
        renamed.total_women,
        renamed.total
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join areas on renamed.area_printed = areas.word
)

select * from final
