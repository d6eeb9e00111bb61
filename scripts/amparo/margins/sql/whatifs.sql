-- One row per variable of the assessment and severity that it can have; each is an assessment of its own.
create temp table whatifs as
select
    scales.variable_id,
    scales.severity,
    concat_ws(' ', 'whatif', scales.variable_id, scales.severity) as whatif_id
from warehouse.marts.dim_severity_scale as scales
inner join warehouse.marts.dim_assessment as assessments using (methodology_id)
where
    assessments.assessment_id = $assessment
    and scales.variable_id in (
        select variable_id from warehouse.intermediate.int_variable_severities
        where assessment_id = $assessment
    )
