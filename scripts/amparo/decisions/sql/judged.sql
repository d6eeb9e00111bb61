-- One row per filled row of these files, in the assessment it names, with what it comes to.
select
    decisions.file_name,
    decisions.sheet,
    decisions.row_number,
    decisions.stated_for_assessment_id as assessment_id,
    decisions.municipality_code,
    decisions.reported_under,
    coalesce(municipality.municipality_name, decisions.place_text) as municipality_name,
    decisions.decision,
    decisions.decision_stage,
    decisions.severity_before,
    decisions.severity_after,
    decisions.severity_now,
    decisions.is_in_force,
    decisions.is_stock_rationale,
    decisions.rejection_reason as reason_id,
    if($language = 'es', reasons.label_es, reasons.label_en) as reason,
    if($language = 'es', reasons.what_to_do_es, reasons.what_to_do_en) as what_to_do
from amparo.intermediate.int_expert_decisions__checked as decisions
left join amparo.marts.dim_municipality as municipality using (municipality_code)
left join amparo.seeds.row_reasons as reasons on decisions.rejection_reason = reasons.reason
where not decisions.is_inherited and list_contains($files, decisions.file_name)
order by decisions.file_name, decisions.sheet, decisions.row_number
