-- One row per municipality and indicator of the assessment.
select
    municipality.pcode,
    municipality.municipality_name,
    municipality.department_name,
    severity.indicator_id,
    if($language = 'es', indicator.label_es, indicator.label_en) as indicator,
    severity.weight,
    severity.severity,
    severity.severity_lower,
    severity.severity_upper,
    (
        select string_agg(if($language = 'es', label_es, label_en), '; ' order by sort_order)
        from marts.dim_variable
        where list_contains(string_split(severity.deciding_variables, ','), variable_id)
    ) as deciding_variables,
    severity.variables_with_data,
    severity.variables_total,
    severity.variables_partial,
    severity.coverage
from marts.fct_indicator_severity as severity
inner join marts.dim_municipality as municipality using (municipality_code)
inner join marts.dim_indicator as indicator using (indicator_id)
where severity.assessment_id = $assessment
order by municipality.municipality_code, severity.indicator_id
