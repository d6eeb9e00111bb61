with source_rows as (
    select * from {{ ref('int_rows__dane') }}
    where row_reason is null
),

population as (
    select * from {{ ref('stg_dane__population') }}
),

final as (
    select
        population.municipality_code,
        population.data_year,
        population.sex,
        population.age,
        population.series,
        population.population,
        population.file_name,
        population.sheet,
        population.row_number
    from population
    inner join source_rows
        on
            population.file_name = source_rows.file_name
            and population.sheet = source_rows.sheet
            and population.row_number = source_rows.row_number
)

select * from final
