with source as (
    select * from {{ source('uariv', 'uariv__victims_by_month') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

spellings as (
    select * from {{ ref('uariv_fact_spellings') }}
),

landings as (
    select max(cast(loaded_at as date)) as landed_on
    from {{ ref('stg_landing__files') }}
    where source_id = 'uariv'
),

renamed as (
    select
        'uariv__victims_by_month' as table_name,
        {{ landing_columns() }},
        {{ place_key('uariv__victims_by_month') }} as place_key,
        trim(dane_ocurrencia) as place_text,

        {{ normalise_label('hecho') }} as fact_spelling,
        concat_ws(
            '|',
            coalesce({{ normalise_label('hecho') }}, ''),
            coalesce({{ normalise_label('mes') }}, ''),
            coalesce({{ normalise_label('tipo_desplazamiento') }}, '')
        ) as profile_text,

        {{ parse_count('ano') }} as data_year,
        {{ parse_count('mes') }} as event_month,
        {{ parse_count('total') }} as people,
        nullif(trim(total), '') is null as is_without_count
    from source
),

-- the edition prints no cut-off: it ends with the last month it holds, of those that had begun
-- when it was landed
dated as (
    select
        renamed.*,
        last_day(
            max(
                case
                    when
                        renamed.event_month between 1 and 12
                        and renamed.data_year between 1 and year(landings.landed_on)
                        and (
                            renamed.data_year < year(landings.landed_on)
                            or renamed.event_month <= month(landings.landed_on)
                        )
                        then make_date(renamed.data_year, renamed.event_month, 1)
                end
            ) over (partition by renamed.file_name, renamed.sheet)
        ) as cutoff_date
    from renamed
    cross join landings
),

final as (
    select
        dated.table_name,
        dated.file_name,
        dated.sheet,
        dated.row_number,
        dated.place_text,
        dated.place_key,
        places.municipality_code,
        places.place_reason,
        spellings.fact_number,
        cast(null as varchar) as age_band,
        'unknown' as age_class,
        dated.profile_text,
        dated.data_year,
        dated.people,
        dated.is_without_count,
        dated.cutoff_date
    from dated
    inner join places on dated.place_key = places.place_key
    left join spellings on dated.fact_spelling = spellings.fact_spelling
)

select * from final
