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

-- a cut-off loaded twice in a file repeats every one of its rows; two files are told by a test,
-- and an edition may state a profile in several rows on purpose
final as (
    select
        * exclude (is_profile_unique, profile),
        is_profile_unique
        and row_number() over (
            partition by file_name, profile order by sheet, row_number
        ) > 1 as is_repeated
    from profiled
)

select * from final
