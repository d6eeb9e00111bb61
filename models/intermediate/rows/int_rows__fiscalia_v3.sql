with source_rows as (
    select * from {{ ref('stg_fiscalia__victims_v3') }}
),

listed as (
    select
        field,
        text,
        nullif(component_id, '') as component_id
    from {{ ref('fiscalia_crimes') }}
),

component_ages as (
    select * from {{ ref('component_ages') }}
),

needed as (
    select * from {{ ref('int_components__needed') }}
),

-- "violencia intrafamiliar" is the beginning of "violencia intrafamiliar art 229 agravada"
by_crime as (
    select
        held.crime,
        listed.text,
        listed.component_id
    from (select distinct crime from source_rows) as held
    inner join listed
        on
            listed.field = 'crime'
            and left(held.crime || ' ', length(listed.text) + 1) = listed.text || ' '
    qualify row_number() over (partition by held.crime order by length(listed.text) desc) = 1
),

-- what the crime does not tell, the title does
named as (
    select
        source_rows.*,
        coalesce(by_crime.text, by_title.text) is not null as is_listed,
        case
            when by_crime.text is not null then by_crime.component_id
            else by_title.component_id
        end as component_id
    from source_rows
    left join by_crime on source_rows.crime = by_crime.crime
    left join listed as by_title
        on by_title.field = 'title' and source_rows.title = by_title.text
),

final as (
    select
        'fiscalia' as source_id,
        'fiscalia__victimas_v3' as table_name,
        named.file_name,
        named.sheet,
        named.row_number,
        '' as fragment,
        named.component_id,
        named.data_year,
        named.place_key,
        named.place_text,
        named.municipality_code,
        -- a row is one victim of one crime
        cast(1 as double) as amount,
        case
            when named.is_repeated then 'duplicate_row'
            when not named.is_listed then 'unknown_crime_group'
            when named.component_id is null then 'crime_group_not_used'
            when named.data_year is null then 'invalid_year'
            when needed.component_id is null then 'year_not_needed'
            when named.age_class is null then 'unknown_age_band'
            when not component_ages.is_counted and named.age_class = 'unknown'
                then 'age_unknown'
            when not component_ages.is_counted then 'adult'
            when named.municipality_code is null then named.place_reason
        end as row_reason
    from named
    left join component_ages
        on
            named.component_id = component_ages.component_id
            and named.age_class = component_ages.age_class
    left join needed
        on
            named.component_id = needed.component_id
            and named.data_year = needed.data_year
)

select * from final
