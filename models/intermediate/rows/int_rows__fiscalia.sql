with source_rows as (
    select * from {{ ref('stg_fiscalia__victims') }}
),

crime_groups as (
    select
        crime_group,
        nullif(component_id, '') as component_id
    from {{ ref('fiscalia_crime_groups') }}
),

component_ages as (
    select * from {{ ref('component_ages') }}
),

needed as (
    select * from {{ ref('int_components__needed') }}
),

final as (
    select
        'fiscalia' as source_id,
        'fiscalia__conteo_victimas' as table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        '' as fragment,
        crime_groups.component_id,
        source_rows.data_year,
        source_rows.place_key,
        source_rows.place_text,
        source_rows.municipality_code,
        cast(source_rows.victims as double) as amount,
        source_rows.crime_group as fact_key,
        case
            when crime_groups.crime_group is null then 'unknown_crime_group'
            when crime_groups.component_id is null then 'crime_group_not_used'
            when source_rows.data_year is null then 'invalid_year'
            when needed.component_id is null then 'year_not_needed'
            when source_rows.victims is null or source_rows.victims < 0 then 'invalid_number'
            when source_rows.age_class is null then 'unknown_age_band'
            when not component_ages.is_counted and source_rows.age_class = 'unknown'
                then 'age_unknown'
            when not component_ages.is_counted then 'adult'
            when source_rows.municipality_code is null then source_rows.place_reason
        end as row_reason
    from source_rows
    left join crime_groups on source_rows.crime_group = crime_groups.crime_group
    left join component_ages
        on
            crime_groups.component_id = component_ages.component_id
            and source_rows.age_class = component_ages.age_class
    left join needed
        on
            crime_groups.component_id = needed.component_id
            and source_rows.data_year = needed.data_year
)

select * from final
