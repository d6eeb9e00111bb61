with by_fact as (
    select * from {{ ref('stg_uariv__victims') }}
),

by_month as (
    select * from {{ ref('stg_uariv__monthly_victims') }}
),

editions as (
    select * from {{ ref('uariv_editions') }}
),

stacked as (
    select * from by_fact
    union all
    select * from by_month
),

dated as (
    select
        stacked.* exclude (data_year),
        case
            when editions.event_year = 'stated' then stacked.data_year
            when
                editions.event_year = 'cutoff'
                and stacked.cutoff_date = make_date(year(stacked.cutoff_date), 12, 31)
                then year(stacked.cutoff_date)
        end as data_year,
        editions.event_year = 'stated' as is_year_stated,
        editions.is_profile_unique
    from stacked
    inner join editions on stacked.table_name = editions.table_name
),

profiled as (
    select
        *,
        (
            table_name,
            cutoff_date,
            coalesce(municipality_code, place_key),
            data_year,
            fact_number,
            age_band,
            profile_text,
            people
        ) as profile
    from dated
),

-- where a file may state a profile in several rows, only the same rows of another file repeat them
occurring as (
    select
        *,
        case
            when is_profile_unique then 1
            else
                row_number() over (
                    partition by file_name, sheet, profile order by row_number
                )
        end as occurrence
    from profiled
),

-- a cut-off loaded twice repeats every one of its rows, in one file or in two
final as (
    select
        * exclude (is_profile_unique, profile, occurrence),
        row_number() over (
            partition by profile, occurrence order by file_name, sheet, row_number
        ) > 1 as is_repeated
    from occurring
)

select * from final
