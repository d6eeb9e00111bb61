-- One row per municipality of the assessment: severity, ceiling and PiN.
select
    municipality.pcode,
    municipality.municipality_code,
    municipality.municipality_name,
    municipality.department_code,
    municipality.department_name,
    severity.severity_final,
    severity.severity_calculated,
    severity.severity_lower,
    severity.severity_upper,
    severity.score,
    severity.variables_with_data,
    severity.variables_total,
    severity.cluster_severity_calculated,
    severity.is_cluster_partial,
    severity.areas_published,
    severity.expert_decision,
    severity.cluster_severity_final,
    severity.is_above_ceiling,
    pin.total_population,
    pin.child_population,
    pin.percentage,
    pin.pin,
    pin.pin_rounded,
    pin.missing_reason
from marts.fct_pin as pin
inner join marts.dim_municipality as municipality using (municipality_code)
left join marts.fct_municipality_severity as severity using (assessment_id, municipality_code)
where pin.assessment_id = $assessment
order by municipality.municipality_code
