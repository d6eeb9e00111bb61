with source_rows as (
    select * from {{ ref('stg_sivigila__cases') }}
),

counted_events as (
    select * from {{ ref('sivigila_counted_events') }}
),

components as (
    select * from {{ ref('components') }}
),

needed as (
    select * from {{ ref('int_components__needed') }}
),

final as (
    select
        'sivigila' as source_id,
        'sivigila__evento_356' as table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        '' as fragment,
        counted_events.component_id,
        source_rows.data_year,
        source_rows.place_key,
        source_rows.place_text,
        source_rows.municipality_code,
        cast(1 as double) as amount,
        case
            when counted_events.event_code is null then 'event_not_counted'
            when source_rows.data_year is null then 'invalid_year'
            when needed.component_id is null then 'year_not_needed'
            when source_rows.is_repeated and components.identical_rows = 'once'
                then 'duplicate_row'
            when source_rows.is_case is null then 'unknown_adjustment'
            when not source_rows.is_case then 'not_a_case'
            when source_rows.age_years is null then 'age_unknown'
            when source_rows.age_years >= counted_events.age_below_years then 'adult'
            when source_rows.is_conflicting and components.identical_rows = 'once'
                then 'conflicting_case'
            when source_rows.occurrence_country != counted_events.occurrence_country
                then 'abroad'
            when source_rows.municipality_code is null then source_rows.place_reason
        end as row_reason
    from source_rows
    left join counted_events on source_rows.event_code = counted_events.event_code
    left join components on counted_events.component_id = components.component_id
    left join needed
        on
            counted_events.component_id = needed.component_id
            and source_rows.data_year = needed.data_year
)

select * from final
