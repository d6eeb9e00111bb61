with interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

spans as (
    select
        make_date(min(intervention_year), 1, 1) as first_date,
        make_date(max(intervention_year), 12, 31) as last_date
    from interventions
),

days as (
    select
        cast(
            unnest(generate_series(spans.first_date, spans.last_date, interval 1 day)) as date
        ) as calendar_date
    from spans
),

final as (
    select
        calendar_date,
        cast(year(calendar_date) as integer) as calendar_year,
        cast(quarter(calendar_date) as integer) as calendar_quarter,
        cast(month(calendar_date) as integer) as calendar_month,
        strftime(calendar_date, '%Y') as year_period,
        strftime(calendar_date, '%Y') || '-T' || quarter(calendar_date) as quarter_period,
        strftime(calendar_date, '%Y-%m') as month_period,
        cast(isodow(calendar_date) as integer) as iso_weekday
    from days
)

select * from final
