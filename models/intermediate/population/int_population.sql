with tidy_rows as (
    select * from {{ ref('int_rows__dane') }}
    where row_reason is null
),

wide_rows as (
    select * from {{ ref('int_rows__dane_wide') }}
    where row_reason is null
),

tidy as (
    select * from {{ ref('stg_dane__population') }}
),

wide as (
    select * from {{ ref('stg_dane__wide_rows') }}
),

wide_ages as (
    select * from {{ ref('stg_dane__wide_ages') }}
    where sex is not null
),

age_groups as (
    select * from {{ ref('age_groups') }}
),

from_tidy as (
    select
        tidy.municipality_code,
        tidy.data_year,
        tidy.sex,
        tidy.age,
        tidy.series,
        tidy.population,
        tidy.file_name,
        tidy.sheet,
        tidy.row_number
    from tidy
    inner join tidy_rows
        on
            tidy.file_name = tidy_rows.file_name
            and tidy.sheet = tidy_rows.sheet
            and tidy.row_number = tidy_rows.row_number
),

from_wide as (
    select
        wide.municipality_code,
        wide.data_year,
        wide_ages.sex,
        wide_ages.age,
        wide.series,
        wide_ages.population,
        wide.file_name,
        wide.sheet,
        wide.row_number
    from wide
    inner join wide_rows
        on
            wide.file_name = wide_rows.file_name
            and wide.sheet = wide_rows.sheet
            and wide.row_number = wide_rows.row_number
    inner join wide_ages
        on
            wide.file_name = wide_ages.file_name
            and wide.sheet = wide_ages.sheet
            and wide.row_number = wide_ages.row_number
),

stacked as (
    select * from from_tidy
    union all
    select * from from_wide
),

-- ages of 18 and over have no group
final as (
    select
        stacked.*,
        age_groups.age_group
    from stacked
    left join age_groups on stacked.age between age_groups.age_from and age_groups.age_to
)

select * from final
