with severities as (
    select * from {{ ref('int_municipality_severities') }}
),

final as (
    select
        assessment_id,
        municipality_code,
        severity_basis,
        areas_published,
        expert_decision,
        aor_expert_decision,
        cast(null as varchar) as expert_approved_by,
        mean_severity,
        score,
        cast(severity_calculated as integer) as severity_calculated,
        cast(severity_lower as integer) as severity_lower,
        cast(severity_upper as integer) as severity_upper,
        cast(aor_expert_severity as integer) as aor_expert_severity,
        cast(severity_decided as integer) as severity_decided,
        variables_with_data,
        variables_total,
        cast(cluster_severity_calculated as integer) as cluster_severity_calculated,
        cast(other_areas_with_data as integer) as other_areas_with_data,
        cast(expert_severity as integer) as expert_severity,
        cast(cluster_severity_final as integer) as cluster_severity_final,
        cast(severity_final as integer) as severity_final,
        is_cluster_partial,
        is_above_ceiling,
        expert_approved_on
    from severities
)

select * from final
