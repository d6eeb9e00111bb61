-- One row per expert decision read for the assessment, in force or not.
with reasons as (
    select
        row_reason,
        any_value(if($language = 'es', label_es, label_en)) as label
    from marts.fct_row_reason
    group by row_reason
)

select
    decision.is_in_force,
    municipality.pcode,
    municipality.municipality_name,
    municipality.department_name,
    decision.place_text,
    decision.decision,
    decision.decision_stage,
    decision.decision_state,
    decision.severity_before,
    decision.severity_after,
    decision.cluster_severity_calculated,
    decision.rationale,
    decision.evidence,
    decision.evidence_source,
    decision.proposed_by,
    decision.approved_by,
    decision.approved_on,
    decision.expires_on,
    decision.is_stock_rationale,
    coalesce(reasons.label, decision.rejection_reason) as rejection_reason,
    decision.stated_for_assessment_id,
    decision.file_name,
    decision.sheet as file_sheet,
    decision.row_number
from marts.fct_expert_decision as decision
left join marts.dim_municipality as municipality using (municipality_code)
left join reasons on decision.rejection_reason = reasons.row_reason
where decision.assessment_id = $assessment
order by decision.file_name, decision.sheet, decision.row_number
