with victims as (
    select * from {{ ref('int_uariv__victims') }}
),

editions as (
    select * from {{ ref('int_uariv__editions') }}
),

cutoffs as (
    select distinct
        editions.component_id,
        victims.data_year,
        victims.cutoff_date,
        make_date(victims.data_year, 12, 31) as year_end
    from victims
    inner join editions
        on
            victims.table_name = editions.table_name
            and victims.data_year = editions.data_year
    where victims.data_year between 1 and 9998 and victims.cutoff_date is not null
),

-- the first cut-off that covers the whole year, else the latest there is
final as (
    select
        component_id,
        data_year,
        coalesce(
            min(cutoff_date) filter (where cutoff_date >= year_end),
            max(cutoff_date)
        ) as cutoff_date,
        max(cutoff_date) < max(year_end) as is_before_year_end
    from cutoffs
    group by component_id, data_year
)

select * from final
