-- One row per municipality and variable with a severity: what was measured, and by whom; the highest first.
with

sources as (
    select
        components.methodology_id,
        components.variable_id,
        string_agg(
            distinct if($language = 'es', source.label_es, source.label_en), ', '
            order by if($language = 'es', source.label_es, source.label_en)
        ) as sources
    from intermediate.int_methodologies__components as components
    inner join seeds.components as component using (component_id)
    inner join marts.dim_source as source using (source_id)
    group by all
)

select
    severity.municipality_code,
    severity.indicator_id,
    if($language = 'es', variable.label_es, variable.label_en) as variable,
    severity.severity,
    severity.cases,
    severity.measure_value,
    variable.measure,
    if($language = 'es', variable.unit_es, variable.unit_en) as unit,
    sources.sources
from intermediate.int_variable_severities as severity
inner join marts.dim_variable as variable using (variable_id)
inner join marts.dim_assessment as assessment using (assessment_id)
left join sources using (methodology_id, variable_id)
where severity.assessment_id = $assessment and severity.severity is not null
order by
    severity.municipality_code, severity.severity desc, severity.indicator_id, variable.sort_order
