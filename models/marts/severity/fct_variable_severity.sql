with severities as (
    select * from {{ ref('int_variable_severities') }}
),

withheld as (
    select * from {{ ref('int_variable_severities__withheld') }}
),

marked as (
    select
        severities.*,
        coalesce(withheld.is_suppressed, false) as is_suppressed,
        withheld.variable_id is not null as is_record_count_suppressed
    from severities
    left join withheld
        on
            severities.assessment_id = withheld.assessment_id
            and severities.municipality_code = withheld.municipality_code
            and severities.variable_id = withheld.variable_id
),

-- the measure is the count, or with the public denominator gives it
final as (
    select
        assessment_id,
        municipality_code,
        variable_id,
        indicator_id,
        missing_reason,
        caveats,
        case when not is_suppressed then cases end as cases,
        case when not is_suppressed then cases_known end as cases_known,
        denominator,
        case when not is_suppressed then measure_value end as measure_value,
        case when not is_suppressed then measure_rounded end as measure_rounded,
        severity,
        severity_lower,
        severity_upper,
        case when not is_record_count_suppressed then source_records end as source_records,
        components_with_data,
        components_total,
        is_partial,
        is_suppressed
    from marked
)

select * from final
