with source as (
    select * from {{ source('fiscalia', 'fiscalia__victimas_v3') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

age_groups as (
    select * from {{ ref('fiscalia_age_groups') }}
),

answers as (
    select * from {{ ref('source_words') }}
    where list_id = 'answer'
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key('fiscalia__victimas_v3') }} as place_key,
        concat_ws(
            ', ', trim(cod_dane_hecho_origen), trim(municipio_hecho_origen),
            trim(departamento_hecho_origen)
        ) as place_text,
        trim(id_victima_anonimizado) as victim_id,
        trim(proceso_anonimizado) as process_id,
        trim(deli_id) as crime_id,
        coalesce({{ normalise_text('delito') }}, '') as crime,
        coalesce({{ normalise_text('titulo_delito') }}, '') as title,
        trim(grupo_etario) as age_printed,
        {{ normalise_label('grupo_etario') }} as age_group,
        trim(victima_nna) as other_age_printed,
        {{ normalise_text('victima_nna') }} as minor_answer,
        trim(sexo) as sex_printed,
        {{ parse_count('a_o_hecho_origen') }} as data_year,
        {{ parse_date('fecha_actualizacion_datos') }} as updated_on
    from source
),

-- the same victim, process and crime again, also in a later edition: the newest counts
numbered as (
    select
        *,
        row_number() over (
            partition by victim_id, process_id, crime_id
            order by updated_on desc nulls last, file_name asc, sheet asc, row_number asc
        ) as repetition
    from renamed
),

final as (
    select
        numbered.file_name,
        numbered.sheet,
        numbered.row_number,
        numbered.place_text,
        numbered.crime,
        numbered.title,
        numbered.age_printed,
        numbered.other_age_printed,
        numbered.sex_printed,
        numbered.data_year,
        numbered.updated_on,
        places.place_key,
        places.municipality_code,
        places.place_reason,
        coalesce(
            numbered.repetition > 1
            and numbered.victim_id is not null
            and numbered.process_id is not null
            and numbered.crime_id is not null,
            false
        ) as is_repeated,
        -- the age group wins; where it is silent a yes makes a minor, and a no proves nothing
        case
            when age_groups.age_class in ('minor', 'adult') then age_groups.age_class
            when answers.is_so then 'minor'
            when numbered.age_group is null or age_groups.age_class = 'unknown' then 'unknown'
        end as age_class,
        coalesce(
            age_groups.age_class = 'minor' and not answers.is_so
            or age_groups.age_class = 'adult' and answers.is_so,
            false
        ) as is_age_disagreeing
    from numbered
    inner join places on numbered.place_key = places.place_key
    left join age_groups on numbered.age_group = age_groups.age_group_printed
    left join answers on numbered.minor_answer = answers.word
)

select * from final
