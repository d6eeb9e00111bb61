with decisions as (
    select * from {{ ref('int_expert_decisions__checked') }}
),

final as (
    select
        assessment_id,
        file_name,
        sheet,
        row_number,
        stated_for_assessment_id,
        municipality_code,
        reported_under,
        place_text,
        decision,
        decision_stage,
        decision_state,
        rationale,
        evidence,
        cast(null as varchar) as evidence_source,
        cast(null as varchar) as proposed_by,
        cast(null as varchar) as approved_by,
        rejection_reason,
        cast(severity_before as integer) as severity_before,
        cast(severity_after as integer) as severity_after,
        cast(cluster_severity_calculated as integer) as cluster_severity_calculated,
        cast(severity_now as integer) as severity_now,
        cast(rationale_municipalities as integer) as rationale_municipalities,
        is_stock_rationale,
        is_in_force,
        is_open,
        approved_on,
        expires_on
    from decisions
)

select * from final
