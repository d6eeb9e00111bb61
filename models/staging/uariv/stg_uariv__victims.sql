with source as (
    select * from {{ source('uariv', 'uariv__victims_by_fact') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

age_bands as (
    select * from {{ ref('uariv_age_bands') }}
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key(
            'uariv',
            code='cod_ciudad_muni',
            department='estado_depto',
            municipality='ciudad_municipio',
        ) }} as place_key,
        concat_ws(' ', trim(cod_ciudad_muni), trim(ciudad_municipio)) as place_text,

        {{ parse_count('param_hecho') }} as fact_number,
        {{ normalise_text('ciclo_vital') }} as age_band,
        trim(sexo) as sex_printed,
        trim(etnia) as ethnicity_printed,
        trim(discapacidad) as disability_printed,

        {{ parse_count('vigencia') }} as data_year,
        {{ parse_count('per_ocu') }} as people,
        nullif(trim(per_ocu), '') is null as is_without_count,

        {{ parse_date('fecha_corte') }} as cutoff_date
    from source
),

placed as (
    select
        renamed.*,
        places.municipality_code,
        places.place_reason,
        age_bands.age_class
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join age_bands on renamed.age_band = age_bands.age_band
),

-- a cut-off loaded twice in a file repeats every one of its rows; two files are told by a test
numbered as (
    select
        *,
        row_number() over (
            partition by
                file_name,
                cutoff_date,
                coalesce(municipality_code, place_key),
                data_year,
                fact_number,
                age_band,
                {{ normalise_label('sex_printed') }},
                {{ normalise_label('ethnicity_printed') }},
                {{ normalise_label('disability_printed') }},
                people
            order by sheet, row_number
        ) as copy_number
    from placed
),

final as (
    select
        file_name,
        sheet,
        row_number,
        place_text,
        place_key,
        municipality_code,
        place_reason,
        fact_number,
        age_band,
        age_class,
        sex_printed,
        ethnicity_printed,
        disability_printed,
        data_year,
        people,
        is_without_count,
        copy_number > 1 as is_repeated,
        cutoff_date
    from numbered
)

select * from final
