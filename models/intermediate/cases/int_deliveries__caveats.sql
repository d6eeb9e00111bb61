with cutoffs as (
    select * from {{ ref('int_uariv__cutoffs') }}
),

alerts as (
    select * from {{ ref('int_alerts__classified') }}
),

components as (
    select * from {{ ref('components') }}
),

caveats as (
    select
        components.component_id,
        cutoffs.data_year,
        'cutoff_before_year_end' as caveat
    from cutoffs
    inner join components on components.source_id = 'uariv'
    where cutoffs.is_before_year_end

    union all

    select
        components.component_id,
        alerts.data_year,
        'alert_not_classified' as caveat
    from alerts
    inner join components on components.source_id = 'defensoria'
    where not alerts.is_classified

    union all

    select
        components.component_id,
        alerts.data_year,
        'alert_list_truncated' as caveat
    from alerts
    inner join components on components.source_id = 'defensoria'
    where alerts.is_counted and alerts.is_truncated
),

final as (
    select
        component_id,
        data_year,
        string_agg(distinct caveat, ',' order by caveat) as caveats
    from caveats
    group by component_id, data_year
)

select * from final
