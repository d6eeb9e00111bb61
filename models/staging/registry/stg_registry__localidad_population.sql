with source_rows as (
    select * from {{ source('registry', 'registry__localidad_population') }}
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

renamed as (
    select
        {{ landing_columns() }},
        trim(codigo_localidad) as localidad_text,
        lpad(cast({{ parse_count('codigo_localidad') }} as varchar), 2, '0') as localidad_code,
        {{ parse_count('anio') }} as data_year,
        nullif(trim(edad), '') as age_text,
        {{ parse_count('edad') }} as age_years,
        {{ parse_count('poblacion') }} as population
    from source_rows
),

final as (
    select
        renamed.file_name,
        renamed.sheet,
        renamed.row_number,
        renamed.localidad_text,
        renamed.data_year,
        renamed.age_text,
        renamed.age_years,
        renamed.population,
        localidades.localidad_code,
        localidades.municipality_code
    from renamed
    left join localidades on renamed.localidad_code = localidades.localidad_code
)

select * from final
