with source as (
    select * from {{ source('dane', 'dane__population') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

sexes as (
    select * from {{ ref('sexes') }}
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key('dane__population') }} as place_key,
        trim(divipola) as place_text,

        coalesce(serie, 'series not stated') as series,
        {{ normalise_text('sexo') }} as sex_printed,

        {{ parse_count('anio') }} as data_year,
        {{ parse_count('edad') }} as age,
        {{ parse_count('pob') }} as population
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
        sexes.sex,
        renamed.data_year,
        renamed.age,
        renamed.population
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join sexes on renamed.sex_printed = sexes.printed
)

select * from final
