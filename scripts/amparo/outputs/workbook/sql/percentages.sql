-- One row per severity and band of inhabitants of the assessment's methodology.
select
    percentage.severity as step_severity,
    percentage.population_from,
    percentage.printed_band,
    percentage.percentage,
    percentage.stated_by_methodology_id
from marts.dim_pin_percentage as percentage
inner join marts.dim_assessment as assessment using (methodology_id)
where assessment.assessment_id = $assessment
order by percentage.severity desc, percentage.population_from desc
