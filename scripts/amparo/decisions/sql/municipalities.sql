-- One row per municipality of the assessment: what the data say of it, exact, and last year's severity.
select
    municipality.municipality_code as divipola,
    municipality.municipality_name as municipality,
    municipality.department_code,
    municipality.department_name as department,
    severity.score,
    severity.severity_calculated as aor,
    severity.cluster_severity_calculated as cluster,
    severity.areas_published as areas,
    severity.severity_final as final,
    pin.child_population as children,
    pin.percentage,
    pin.pin,
    change.severity_before as last_severity
from marts.fct_pin as pin
inner join marts.dim_municipality as municipality using (municipality_code)
inner join marts.fct_municipality_severity as severity using (assessment_id, municipality_code)
left join marts.fct_assessment_change as change using (assessment_id, municipality_code)
where
    pin.assessment_id = $assessment
    and ($department is null or municipality.department_code = $department)
order by municipality.municipality_code
