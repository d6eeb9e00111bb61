with source_rows as (
    select * from {{ ref('stg_registry__localidad_population') }}
),

child_ages as (
    select * from {{ ref('registry_limits') }}
    where limit_id = 'child_age'
),

-- a total beside its ages would count everybody twice
by_age as (
    select distinct
        localidad_code,
        data_year
    from source_rows
    where age_years is not null
),

final as (
    select
        'registry' as source_id,
        'registry__localidad_population' as table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        '' as fragment,
        cast(null as varchar) as component_id,
        source_rows.data_year,
        cast(null as varchar) as place_key,
        source_rows.localidad_text as place_text,
        source_rows.municipality_code,
        source_rows.localidad_code,
        -- inhabitants are no interventions: they do not add up with the rows of the registry
        cast(null as double) as amount,
        source_rows.population,
        'population|' || source_rows.localidad_code as fact_key,
        case
            when source_rows.data_year is null then 'invalid_year'
            when source_rows.localidad_code is null then 'unknown_localidad'
            when source_rows.population is null or source_rows.population < 0
                then 'invalid_number'
            when
                source_rows.age_text is not null
                and (source_rows.age_years is null or source_rows.age_years < 0)
                then 'age_unknown'
            when source_rows.age_years > child_ages.upper then 'adult'
            when source_rows.age_text is null and by_age.data_year is not null
                then 'total_beside_ages'
        end as row_reason
    from source_rows
    cross join child_ages
    left join by_age
        on
            source_rows.localidad_code = by_age.localidad_code
            and source_rows.data_year = by_age.data_year
)

select * from final
