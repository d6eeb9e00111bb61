-- One row per municipality of the assessment, to be joined with its shape.
select
    pin.assessment_id,
    municipality.municipality_code,
    municipality.pcode,
    municipality.municipality_name,
    municipality.department_code,
    municipality.department_name,
    severity.severity_calculated,
    severity.cluster_severity_final,
    severity.severity_final,
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
