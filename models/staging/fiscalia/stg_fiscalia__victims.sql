with source as (
    select * from {{ source('fiscalia', 'fiscalia__conteo_victimas') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

age_groups as (
    select * from {{ ref('fiscalia_age_groups') }}
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key('fiscalia__conteo_victimas') }} as place_key,
        concat_ws(', ', trim(municipio), trim(departamento)) as place_text,

        {{ normalise_text('grupo_delito') }} as crime_group,
        trim(grupo_delito) as crime_group_printed,
        trim(delito) as crime,
        {{ normalise_text('grupo_edad_victima') }} as age_group_printed,
        trim(sexo_victima) as sex_printed,

        {{ parse_count('anio_hecho') }} as data_year,
        {{ parse_count('total_victimas') }} as victims
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
        renamed.crime_group,
        renamed.crime_group_printed,
        renamed.crime,
        renamed.age_group_printed,
        age_groups.age_class,
        renamed.sex_printed,
        renamed.data_year,
        renamed.victims
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join age_groups on renamed.age_group_printed = age_groups.age_group_printed
)

select * from final
