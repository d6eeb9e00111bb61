with source_rows as (
    select * from {{ ref('int_uariv__victims') }}
),

facts as (
    select
        fact_number,
        nullif(component_id, '') as component_id
    from {{ ref('uariv_facts') }}
),

component_ages as (
    select * from {{ ref('component_ages') }}
),

components as (
    select * from {{ ref('components') }}
),

editions as (
    select * from {{ ref('int_uariv__editions') }}
),

gaps as (
    select * from {{ ref('delivery_gaps') }}
),

needed as (
    select * from {{ ref('int_components__needed') }}
),

final as (
    select
        'uariv' as source_id,
        source_rows.table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        '' as fragment,
        facts.component_id,
        source_rows.data_year,
        source_rows.place_key,
        source_rows.place_text,
        source_rows.municipality_code,
        cast(source_rows.people as double) as amount,
        cast(source_rows.fact_number as varchar) as fact_key,
        case
            when source_rows.cutoff_date is null then 'invalid_date'
            when source_rows.data_year is null and source_rows.is_year_stated
                then 'invalid_year'
            when source_rows.data_year is null and source_rows.place_reason = 'department_wide'
                then source_rows.place_reason
            when source_rows.data_year is null then 'no_event_year'
            when facts.fact_number is null then 'unknown_fact'
            when facts.component_id is null then 'fact_not_counted'
            when needed.component_id is null then 'year_not_needed'
            when source_rows.table_name != editions.table_name then 'other_edition'
            when gaps.reason is not null then gaps.reason
            when source_rows.cutoff_date != editions.cutoff_date then 'other_cutoff'
            when source_rows.is_repeated and components.identical_rows = 'once'
                then 'duplicate_row'
            when source_rows.is_without_count then 'no_count'
            when source_rows.people is null or source_rows.people < 0 then 'invalid_number'
            when source_rows.age_class is null then 'unknown_age_band'
            when not component_ages.is_counted and source_rows.age_class = 'unknown'
                then 'age_unknown'
            when not component_ages.is_counted then 'adult'
            when source_rows.municipality_code is null then source_rows.place_reason
        end as row_reason
    from source_rows
    left join facts on source_rows.fact_number = facts.fact_number
    left join components on facts.component_id = components.component_id
    left join editions
        on
            facts.component_id = editions.component_id
            and source_rows.data_year = editions.data_year
    left join gaps
        on
            facts.component_id = gaps.component_id
            and source_rows.table_name = gaps.table_name
    left join component_ages
        on
            facts.component_id = component_ages.component_id
            and source_rows.age_class = component_ages.age_class
    left join needed
        on
            facts.component_id = needed.component_id
            and source_rows.data_year = needed.data_year
)

select * from final
