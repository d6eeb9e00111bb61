with victims as (
    select * from {{ ref('stg_uariv__victims') }}
),

cutoffs as (
    select distinct
        data_year,
        cutoff_date,
        make_date(data_year, 12, 31) as year_end
    from victims
    where data_year between 1 and 9998 and cutoff_date is not null
),

-- the first cut-off that covers the whole year, else the latest there is
final as (
    select
        data_year,
        coalesce(
            min(cutoff_date) filter (where cutoff_date >= year_end),
            max(cutoff_date)
        ) as cutoff_date,
        max(cutoff_date) < max(year_end) as is_before_year_end
    from cutoffs
    group by data_year
)

select * from final
