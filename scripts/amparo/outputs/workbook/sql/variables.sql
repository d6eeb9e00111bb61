-- One row per municipality and variable of the assessment.
select
    municipality.pcode,
    municipality.municipality_name,
    municipality.department_name,
    severity.indicator_id,
    if($language = 'es', variable.label_es, variable.label_en) as variable,
    severity.cases,
    severity.cases_known,
    severity.denominator,
    severity.measure_value,
    severity.measure_rounded,
    if($language = 'es', variable.unit_es, variable.unit_en) as measure_unit,
    severity.severity,
    severity.severity_lower,
    severity.severity_upper,
    severity.is_partial,
    severity.components_with_data,
    severity.components_total,
    severity.source_records,
    severity.is_suppressed,
    severity.missing_reason,
    severity.caveats
from marts.fct_variable_severity as severity
inner join marts.dim_municipality as municipality using (municipality_code)
inner join marts.dim_variable as variable using (variable_id)
where severity.assessment_id = $assessment
order by municipality.municipality_code, variable.sort_order
