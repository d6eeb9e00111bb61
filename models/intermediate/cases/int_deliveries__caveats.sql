with editions as (
    select * from {{ ref('int_uariv__editions') }}
),

departments as (
    select * from {{ ref('int_uariv__departments') }}
),

alerts as (
    select * from {{ ref('int_alerts__classified') }}
),

components as (
    select * from {{ ref('components') }}
),

counted as (
    select * from {{ ref('int_rows__counted') }}
),

thresholds as (
    select
        {{ parameter('set_aside_share') }} as set_aside_share,
        {{ parameter('departments_expected') }} as departments_expected
),

-- levels add up to nothing: of a full table the rows are weighed
weighed as (
    select
        counted.*,
        case when components.is_full_table then 1 else counted.amount end as weight
    from counted
    inner join components on counted.component_id = components.component_id
),

-- of which departments the files hold any row at all, whatever became of it
delivered as (
    select
        component_id,
        data_year,
        count(distinct left(municipality_code, 2)) as departments,
        sum(weight) filter (where row_status = 'set_aside') as set_aside,
        sum(weight) filter (where row_status in ('used', 'set_aside')) as judged
    from weighed
    group by component_id, data_year
),

caveats as (
    select
        component_id,
        data_year,
        'cutoff_before_year_end' as caveat
    from editions
    where is_before_year_end

    union all

    select
        component_id,
        data_year,
        'department_without_cutoff' as caveat
    from departments
    where not has_counted_cutoff

    union all

    select
        components.component_id,
        alerts.data_year,
        case when alerts.is_classified then 'alert_list_truncated' else 'alert_not_classified' end
            as caveat
    from alerts
    inner join components on components.source_id = 'defensoria'
    where not alerts.is_classified or (alerts.is_counted and alerts.is_truncated)

    union all

    select
        delivered.component_id,
        delivered.data_year,
        'cases_set_aside' as caveat
    from delivered
    inner join thresholds
        on delivered.set_aside > thresholds.set_aside_share * delivered.judged

    union all

    select
        delivered.component_id,
        delivered.data_year,
        'few_departments' as caveat
    from delivered
    inner join thresholds on delivered.departments < thresholds.departments_expected
),

-- a row whose year cannot be read is set aside, and no year's delivery is the worse for it
final as (
    select
        component_id,
        data_year,
        string_agg(distinct caveat, ',' order by caveat) as caveats
    from caveats
    where data_year is not null
    group by component_id, data_year
)

select * from final
