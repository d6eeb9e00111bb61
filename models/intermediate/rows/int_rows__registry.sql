with recorded as (
    select * from {{ ref('int_registry__recorded') }}
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

-- repeated rows are children of one form, so no row repeats another; an extract in two files does
final as (
    select
        'registry' as source_id,
        'registry__bd' as table_name,
        recorded.file_name,
        recorded.sheet,
        recorded.row_number,
        '' as fragment,
        cast(null as varchar) as component_id,
        cast(year(recorded.intervention_date) as bigint) as data_year,
        cast(null as varchar) as place_key,
        recorded.localidad as place_text,
        localidades.municipality_code,
        cast(1 as double) as amount,
        recorded.extract_id as fact_key,
        case
            when recorded.extract_id is null then 'unknown_extract'
            when recorded.intervention_date is null then 'invalid_date'
        end as row_reason
    from recorded
    left join localidades on recorded.localidad = localidades.localidad_code
)

select * from final
