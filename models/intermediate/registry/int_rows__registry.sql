with recorded as (
    select * from {{ ref('int_registry__recorded') }}
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

-- a row that names no localidad is of the municipality all of them are of, if it is one
everywhere as (
    select min(municipality_code) as municipality_code
    from localidades
    having min(municipality_code) = max(municipality_code)
),

located as (
    select
        recorded.*,
        coalesce(localidades.municipality_code, everywhere.municipality_code) as municipality_code
    from recorded
    left join localidades on recorded.localidad = localidades.localidad_code
    left join everywhere on true
),

-- repeated rows are children of one form, so no row repeats another; an extract in two files does
final as (
    select
        'registry' as source_id,
        'registry__bd' as table_name,
        located.file_name,
        located.sheet,
        located.row_number,
        '' as fragment,
        cast(null as varchar) as component_id,
        cast(year(located.intervention_date) as bigint) as data_year,
        cast(null as varchar) as place_key,
        located.localidad as place_text,
        located.municipality_code,
        cast(1 as double) as amount,
        located.extract_id as fact_key,
        case
            when located.extract_id is null then 'unknown_extract'
            when located.intervention_date is null then 'invalid_date'
            when located.municipality_code is null then 'unknown_localidad'
        end as row_reason
    from located
)

select * from final
