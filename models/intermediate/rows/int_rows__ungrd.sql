with source_rows as (
    select * from {{ ref('stg_ungrd__emergencies') }}
),

components as (
    select * from {{ ref('components') }}
    where source_id = 'ungrd'
),

needed as (
    select * from {{ ref('int_components__needed') }}
),

final as (
    select
        'ungrd' as source_id,
        source_rows.table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        '' as fragment,
        components.component_id,
        source_rows.data_year,
        source_rows.place_key,
        source_rows.place_text,
        source_rows.municipality_code,
        cast(source_rows.people as double) as amount,
        cast(date_trunc('month', source_rows.event_date) as varchar) as fact_key,
        case
            when source_rows.is_repeated_header then 'repeated_header'
            when source_rows.event_date is null then 'invalid_date'
            when needed.component_id is null then 'year_not_needed'
            when source_rows.event_type is null then 'unknown_event_type'
            when not source_rows.is_natural then 'not_natural'
            when source_rows.is_repeated and components.identical_rows = 'once'
                then 'duplicate_row'
            when source_rows.is_without_count then 'number_missing'
            when source_rows.people is null or source_rows.people < 0 then 'invalid_number'
            when source_rows.municipality_code is null then source_rows.place_reason
        end as row_reason
    from source_rows
    cross join components
    left join needed
        on
            components.component_id = needed.component_id
            and source_rows.data_year = needed.data_year
)

select * from final
