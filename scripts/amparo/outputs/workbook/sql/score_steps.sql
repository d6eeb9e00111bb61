-- One row per step from score to severity of the assessment's methodology.
select
    step.severity as step_severity,
    step.upper_bound,
    step.printed,
    step.stated_by_methodology_id
from marts.dim_score_step as step
inner join marts.dim_assessment as assessment using (methodology_id)
where assessment.assessment_id = $assessment
order by step.severity
