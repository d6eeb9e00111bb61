with severities as (
    select * from {{ ref('int_municipality_severities') }}
),

final as (
    select
        assessment_id,
        municipality_code,
        cast(severity_calculated as integer) as severity_calculated,
        cast(severity_decided as integer) as severity_decided,
        cast(cluster_severity_calculated as integer) as cluster_severity_calculated,
        expert_decision,
        cast(cluster_severity_final as integer) as cluster_severity_final,
        cast(severity_final as integer) as severity_final,
        cast(severity_decided - severity_final as integer) as levels_lowered,
        is_capped_at_cluster
    from severities
    where is_above_ceiling
)

select * from final
