with source_rows as (
    select * from {{ ref('stg_fiscalia__victims_v3') }}
),

crimes as (
    select * from {{ ref('int_fiscalia__crimes') }}
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
        'fiscalia__victimas_v3' as table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        '' as fragment,
        crimes.component_id,
        source_rows.data_year,
        source_rows.place_key,
        source_rows.place_text,
        source_rows.municipality_code,
        -- a row is one victim of one crime
        cast(1 as double) as amount,
        case
            when source_rows.is_repeated then 'duplicate_row'
            when not crimes.is_listed then 'unknown_crime_group'
            when crimes.component_id is null then 'crime_group_not_used'
            when source_rows.data_year is null then 'invalid_year'
            when needed.component_id is null then 'year_not_needed'
            when source_rows.age_class is null then 'unknown_age_band'
            when not component_ages.is_counted and source_rows.age_class = 'unknown'
                then 'age_unknown'
            when not component_ages.is_counted then 'adult'
            when source_rows.municipality_code is null then source_rows.place_reason
        end as row_reason
    from source_rows
    inner join crimes
        on source_rows.crime = crimes.crime and source_rows.title = crimes.title
    left join component_ages
        on
            crimes.component_id = component_ages.component_id
            and source_rows.age_class = component_ages.age_class
    left join needed
        on
            crimes.component_id = needed.component_id
            and source_rows.data_year = needed.data_year
)

select * from final
