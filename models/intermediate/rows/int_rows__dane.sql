with source_rows as (
    select * from {{ ref('stg_dane__population') }}
),

needed as (
    select rate_population_year as data_year from {{ ref('int_assessments__resolved') }}
    union
    select pin_population_year as data_year from {{ ref('int_assessments__resolved') }}
),

final as (
    select
        'dane' as source_id,
        'dane__population' as table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        '' as fragment,
        cast(null as varchar) as component_id,
        source_rows.data_year,
        source_rows.place_key,
        source_rows.place_text,
        source_rows.municipality_code,
        cast(source_rows.population as double) as amount,
        source_rows.municipality_code as fact_key,
        case
            when source_rows.data_year is null then 'invalid_year'
            when needed.data_year is null then 'year_not_needed'
            when source_rows.sex is null then 'unknown_sex'
            when source_rows.age is null or source_rows.age < 0 then 'invalid_number'
            when source_rows.population is null or source_rows.population < 0
                then 'invalid_number'
            when source_rows.municipality_code is null then source_rows.place_reason
        end as row_reason
    from source_rows
    left join needed on source_rows.data_year = needed.data_year
)

select * from final
