with severities as (
    select * from {{ ref('int_variable_severities') }}
),

final as (
    select
        assessment_id,
        municipality_code,
        variable_id,
        indicator_id,
        missing_reason,
        caveats,
        cases,
        case when not has_data then known_amount end as cases_known,
        cast(denominator as bigint) as denominator,
        measure_value,
        cast(measure_rounded as bigint) as measure_rounded,
        cast(severity as integer) as severity,
        cast(severity_lower as integer) as severity_lower,
        cast(severity_upper as integer) as severity_upper,
        source_records,
        cast(components_with_data as integer) as components_with_data,
        cast(components_total as integer) as components_total,
        is_partial
    from severities
)

select * from final
