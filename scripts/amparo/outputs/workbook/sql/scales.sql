-- One row per variable and step of the assessment's methodology.
select
    variable.indicator_id,
    if($language = 'es', variable.label_es, variable.label_en) as variable,
    if($language = 'es', variable.unit_es, variable.unit_en) as measure_unit,
    scale.severity as step_severity,
    scale.upper_bound,
    scale.printed,
    scale.stated_by_methodology_id
from marts.dim_severity_scale as scale
inner join marts.dim_variable as variable using (variable_id)
inner join marts.dim_assessment as assessment using (methodology_id)
where assessment.assessment_id = $assessment
order by variable.sort_order, scale.severity
