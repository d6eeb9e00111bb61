with source_rows as (
    select * from {{ ref('stg_dane__population') }}
),

needed as (
    select rate_population_year as data_year from {{ ref('int_assessments__resolved') }}
    union
    select pin_population_year as data_year from {{ ref('int_assessments__resolved') }}
),

reasons as (
    select * from {{ ref('row_reasons') }}
),

judged as (
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
),

-- a row that cannot be read leaves its municipality a population too small, of an unknown year of
-- every year: what is left of it does not count
holes as (
    select distinct
        judged.file_name,
        judged.municipality_code,
        judged.data_year
    from judged
    inner join reasons on judged.row_reason = reasons.reason
    where reasons.row_status = 'set_aside' and judged.municipality_code is not null
),

holed as (
    select distinct
        judged.file_name,
        judged.municipality_code,
        judged.data_year
    from judged
    inner join holes
        on
            judged.file_name = holes.file_name
            and judged.municipality_code = holes.municipality_code
            and coalesce(judged.data_year = holes.data_year, true)
),

final as (
    select
        judged.* exclude (row_reason),
        coalesce(
            judged.row_reason,
            case when holed.municipality_code is not null then 'population_incomplete' end
        ) as row_reason
    from judged
    left join holed
        on
            judged.file_name = holed.file_name
            and judged.municipality_code = holed.municipality_code
            and judged.data_year = holed.data_year
)

select * from final
