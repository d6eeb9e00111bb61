{%- set place_code = place_columns('uariv__victims_by_fact').split('; ')[0] %}
-- what a table does not have stays empty
with source_rows as (
    select
        *,
        'uariv__victims_by_fact' as table_name
    from {{ source('uariv', 'uariv__victims_by_fact') }}

    union all by name

    select
        *,
        'uariv__victims_by_fact_without_year' as table_name
    from {{ source('uariv', 'uariv__victims_by_fact_without_year') }}

    union all by name

    select
        *,
        'uariv__displacement_by_year' as table_name
    from {{ source('uariv', 'uariv__displacement_by_year') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

age_bands as (
    select * from {{ ref('uariv_age_bands') }}
),

landings as (
    select max(cast(loaded_at as date)) as landed_on
    from {{ ref('stg_landing__files') }}
    where source_id = 'uariv'
),

renamed as (
    select
        table_name,
        {{ landing_columns() }},
        {{ place_key('uariv__victims_by_fact') }} as place_key,
        concat_ws(
            ' ', trim({{ place_code }}), trim(coalesce(ciudad_municipio, estado_depto))
        ) as place_text,

        {{ parse_count('param_hecho') }} as fact_number,
        {{ normalise_text('ciclo_vital') }} as age_band,
        concat_ws(
            '|',
            coalesce({{ normalise_label('sexo') }}, ''),
            coalesce({{ normalise_label('etnia') }}, ''),
            coalesce({{ normalise_label('discapacidad') }}, '')
        ) as profile_text,

        {{ parse_count('vigencia') }} as data_year,
        {{ parse_count('per_ocu') }} as people,
        nullif(trim(per_ocu), '') is null as is_without_count,

        {{ parse_date('fecha_corte') }} as cutoff_date
    from source_rows
),

final as (
    select
        renamed.table_name,
        renamed.file_name,
        renamed.sheet,
        renamed.row_number,
        renamed.place_text,
        renamed.place_key,
        places.municipality_code,
        places.place_reason,
        renamed.fact_number,
        renamed.age_band,
        age_bands.age_class,
        renamed.profile_text,
        renamed.data_year,
        renamed.people,
        renamed.is_without_count,
        -- one typed wrong, later than the file itself, would put all others out of scope
        case when renamed.cutoff_date <= landings.landed_on then renamed.cutoff_date end
            as cutoff_date
    from renamed
    cross join landings
    inner join places on renamed.place_key = places.place_key
    left join age_bands on renamed.age_band = age_bands.age_band
)

select * from final
