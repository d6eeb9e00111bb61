with

municipalities as (
    select * from {{ ref('rpt_municipality') }}
),

departments as (
    select * from {{ ref('dim_department') }}
),

-- totals are those of the mart, not added a second time
totals as (
    select * from {{ ref('agg_pin_by_department') }}
),

summed as (
    select
        assessment_id,
        department_code,
        any_value(assessment_es) as assessment_es,
        any_value(assessment_en) as assessment_en,
        any_value(is_synthetic) as is_synthetic,
        max(severity_final) as highest_severity,
        any_value(compared_assessment_id) as compared_assessment_id,
        sum(pin_change) as pin_change
    from municipalities
    group by assessment_id, department_code
),

final as (
    select
        summed.department_code,
        departments.pcode,
        departments.department_name,
        summed.assessment_id,
        summed.assessment_es,
        summed.assessment_en,
        summed.is_synthetic,
        totals.municipalities,
        totals.municipalities_with_pin,
        summed.highest_severity,
        totals.total_population,
        totals.child_population,
        totals.pin,
        totals.pin_rounded,
        totals.pin_share,
        summed.compared_assessment_id,
        summed.pin_change
    from summed
    inner join departments on summed.department_code = departments.department_code
    inner join totals
        on
            summed.assessment_id = totals.assessment_id
            and summed.department_code = totals.department_code
)

select * from final
