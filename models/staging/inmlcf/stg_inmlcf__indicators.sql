with source as (
    select * from {{ source('inmlcf', 'inmlcf__procuraduria') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

age_bands as (
    select * from {{ ref('inmlcf_age_bands') }}
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key('inmlcf__procuraduria') }} as place_key,
        trim(codigo_municipio) as place_text,

        {{ parse_count('codigo_indicador') }} as indicator_code,
        trim(nombre_del_indicador) as indicator_name,
        trim(contexto_del_hecho) as context,
        {{ normalise_label('rangos_de_edad') }} as age_band,

        -- the year 2023 comes as the text "2023* Preliminares"
        try_cast(regexp_extract(trim(periodo_del_indicador), '^([0-9]{4})', 1) as bigint)
            as data_year,
        {{ parse_count('numerador_casos') }} as cases
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
        renamed.indicator_code,
        renamed.indicator_name,
        renamed.context,
        renamed.age_band,
        age_bands.age_class,
        renamed.data_year,
        renamed.cases
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join age_bands on renamed.age_band = age_bands.age_band
)

select * from final
