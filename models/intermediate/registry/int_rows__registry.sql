with recorded as (
    select * from {{ ref('int_registry__recorded') }}
),

-- repeated rows are children of one form, so no row repeats another; an extract in two files does
final as (
    select
        'registry' as source_id,
        'registry__bd' as table_name,
        file_name,
        sheet,
        row_number,
        '' as fragment,
        cast(null as varchar) as component_id,
        cast(year(intervention_date) as bigint) as data_year,
        cast(null as varchar) as place_key,
        localidad as place_text,
        row_municipality_code as municipality_code,
        cast(1 as double) as amount,
        extract_id as fact_key,
        row_reason
    from recorded
)

select * from final
