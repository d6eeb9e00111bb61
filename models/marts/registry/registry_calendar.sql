with final as (
    select
        cast(null as date) as calendar_date,
        cast(null as integer) as calendar_year,
        cast(null as integer) as calendar_quarter,
        cast(null as integer) as calendar_month,
        cast(null as varchar) as year_period,
        cast(null as varchar) as quarter_period,
        cast(null as varchar) as month_period,
        cast(null as integer) as iso_weekday
    where false
)

select * from final
