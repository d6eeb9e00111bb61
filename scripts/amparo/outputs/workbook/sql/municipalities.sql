-- One row per municipality and indicator of the assessment; written as one row per municipality, the
-- sheet to work with: from the indicators to PiN and what changed.
with

deciding as (
    select
        severity.assessment_id,
        severity.municipality_code,
        severity.indicator_id,
        severity.severity,
        string_agg(
            if($language = 'es', variable.label_es, variable.label_en), '; '
            order by variable.sort_order
        ) as variables
    from marts.fct_indicator_severity as severity
    left join marts.dim_variable as variable
        on list_contains(string_split(severity.deciding_variables, ','), variable.variable_id)
    group by all
),

drivers as (
    select
        assessment_id,
        municipality_code,
        string_agg(indicator_id || ': ' || variables, '. ' order by indicator_id) as drivers
    from deciding
    -- what is 0 drives nothing
    where severity > 0
    group by all
)

select
    municipality.pcode,
    municipality.municipality_code,
    municipality.municipality_name,
    municipality.department_code,
    municipality.department_name,
    deciding.indicator_id as indicator,
    deciding.severity as indicator_severity,
    drivers.drivers,
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
    severity.expert_severity,
    severity.cluster_severity_final,
    severity.is_above_ceiling,
    severity.severity_final,
    pin.total_population,
    pin.child_population,
    pin.percentage,
    pin.pin,
    pin.pin_rounded,
    if($language = 'es', compared.label_es, compared.label_en) as compared_assessment,
    change.severity_change,
    change.pin_change,
    pin.missing_reason
from marts.fct_pin as pin
inner join marts.dim_municipality as municipality using (municipality_code)
left join marts.fct_municipality_severity as severity using (assessment_id, municipality_code)
left join deciding using (assessment_id, municipality_code)
left join drivers using (assessment_id, municipality_code)
left join marts.fct_assessment_change as change using (assessment_id, municipality_code)
left join marts.dim_assessment as compared
    on change.compared_assessment_id = compared.assessment_id
where pin.assessment_id = $assessment
order by municipality.municipality_code, deciding.indicator_id
