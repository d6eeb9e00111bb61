with source_rows as (
    select * from {{ ref('stg_dane__wide_rows') }}
),

ages as (
    select * from {{ ref('stg_dane__wide_ages') }}
),

needed as (
    select rate_population_year as data_year from {{ ref('int_assessments__resolved') }}
    union
    select pin_population_year as data_year from {{ ref('int_assessments__resolved') }}
),

-- cells by family: an age left out, or a text among them, would lower the sum unseen
families as (
    select
        file_name,
        sheet,
        row_number,
        column_family,
        sex,
        sum(population) as population,
        count(*) as cells,
        coalesce(bool_or(population is null or population < 0), false)
        or max(age) + 1 != count(*) as is_unreadable
    from ages
    group by file_name, sheet, row_number, column_family, sex
),

sums as (
    select
        file_name,
        sheet,
        row_number,
        max(population) filter (where sex = 'male') as men,
        max(population) filter (where sex = 'female') as women,
        max(population) filter (where sex is null) as both_sexes,
        bool_or(is_unreadable) or count(distinct cells) > 1 as is_unreadable
    from families
    group by file_name, sheet, row_number
),

final as (
    select
        'dane' as source_id,
        'dane__population_wide' as table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        '' as fragment,
        cast(null as varchar) as component_id,
        source_rows.data_year,
        source_rows.place_key,
        source_rows.place_text,
        source_rows.municipality_code,
        cast(source_rows.total as double) as amount,
        source_rows.municipality_code as fact_key,
        case
            when source_rows.is_whole is null then 'unknown_area'
            when not source_rows.is_whole then 'part_of_municipality'
            when source_rows.data_year is null then 'invalid_year'
            when needed.data_year is null then 'year_not_needed'
            when sums.men is null or sums.women is null or sums.is_unreadable
                then 'invalid_number'
            when sums.men != coalesce(source_rows.total_men, -1) then 'total_mismatch'
            when sums.women != coalesce(source_rows.total_women, -1) then 'total_mismatch'
            when sums.men + sums.women != coalesce(source_rows.total, -1)
                then 'total_mismatch'
            when sums.both_sexes != source_rows.total then 'total_mismatch'
            when source_rows.municipality_code is null then source_rows.place_reason
        end as row_reason
    from source_rows
    left join needed on source_rows.data_year = needed.data_year
    left join sums
        on
            source_rows.file_name = sums.file_name
            and source_rows.sheet = sums.sheet
            and source_rows.row_number = sums.row_number
)

select * from final
