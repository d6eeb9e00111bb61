with source as (
    select * from {{ source('dane', 'dane__population_wide') }}
),

wide_rows as (
    select * from {{ ref('stg_dane__wide_rows') }}
    where is_whole
),

-- a workbook has 5 million cells, most of them of years that nobody asks for
population_years as (
    select distinct try_cast(value as bigint) as data_year
    from {{ ref('assessment_settings') }}
    where setting in ('rate_population_year', 'pin_population_year')
),

sexes as (
    select * from {{ ref('sexes') }}
),

needed as (
    select source.*
    from source
    inner join wide_rows
        on
            source._file_name = wide_rows.file_name
            and source._sheet = wide_rows.sheet
            and source._row_number = wide_rows.row_number
    inner join population_years on wide_rows.data_year = population_years.data_year
),

-- one row per filled cell of a family: hombres_0 and so on
unpivoted as (
    unpivot needed
    on columns('_[0-9]+$')
    into name age_column value population_text
),

renamed as (
    select
        {{ landing_columns() }},
        regexp_extract(age_column, '^(.*)_[0-9]+$', 1) as column_family,
        cast(regexp_extract(age_column, '[0-9]+$') as bigint) as age,
        {{ parse_count('population_text') }} as population
    from unpivoted
),

final as (
    select
        renamed.file_name,
        renamed.sheet,
        renamed.row_number,
        renamed.column_family,
        -- null for the family of both sexes together
        sexes.sex,
        renamed.age,
        renamed.population
    from renamed
    left join sexes on renamed.column_family = sexes.printed
)

select * from final
