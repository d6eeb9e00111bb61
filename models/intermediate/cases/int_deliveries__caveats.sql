with cutoffs as (
    select * from {{ ref('int_uariv__cutoffs') }}
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
    select {{ parameter('set_aside_share') }} as set_aside_share
),

few_departments as (
    select {{ parameter('departments_expected') }} as departments_expected
),

departments as (
    select * from {{ ref('int_uariv__departments') }}
),

-- of which departments the files hold any row at all, whatever became of it
covered as (
    select
        component_id,
        data_year,
        count(distinct left(municipality_code, 2)) as departments
    from counted
    where component_id is not null and data_year is not null
    group by component_id, data_year
),

-- levels add up to nothing: of a full table the rows are weighed
weighed as (
    select
        counted.component_id,
        counted.data_year,
        counted.row_status,
        case when components.is_full_table then 1 else counted.amount end as weight
    from counted
    inner join components on counted.component_id = components.component_id
),

component_years as (
    select
        component_id,
        data_year,
        coalesce(sum(weight) filter (where row_status = 'set_aside'), 0) as set_aside,
        coalesce(sum(weight) filter (where row_status = 'used'), 0) as used
    from weighed
    where row_status in ('used', 'set_aside')
    group by component_id, data_year
),

caveats as (
    select
        component_id,
        data_year,
        'cutoff_before_year_end' as caveat
    from cutoffs
    where is_before_year_end

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

    union all

    select
        component_id,
        data_year,
        'department_without_cutoff' as caveat
    from departments
    where not has_counted_cutoff

    union all

    select
        component_years.component_id,
        component_years.data_year,
        'cases_set_aside' as caveat
    from component_years
    inner join thresholds
        on
            component_years.set_aside
            > thresholds.set_aside_share
            * (component_years.set_aside + component_years.used)

    union all

    select
        covered.component_id,
        covered.data_year,
        'few_departments' as caveat
    from covered
    inner join few_departments on covered.departments < few_departments.departments_expected
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
