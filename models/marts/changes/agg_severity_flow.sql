with severities as (
    select * from {{ ref('int_municipality_severities') }}
),

final as (
    select
        assessment_id,
        concat_ws(
            '>',
            coalesce(cast(severity_calculated as varchar), '-'),
            coalesce(cast(severity_before_experts as varchar), '-'),
            coalesce(cast(severity_final as varchar), '-')
        ) as flow,
        cast(severity_calculated as integer) as severity_calculated,
        cast(severity_before_experts as integer) as severity_before_experts,
        cast(severity_final as integer) as severity_final,
        cast(count(*) as integer) as municipalities
    from severities
    group by assessment_id, severity_calculated, severity_before_experts, severity_final
)

select * from final
