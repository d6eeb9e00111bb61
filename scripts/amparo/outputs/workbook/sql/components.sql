-- One row per municipality, variable and part of the assessment: what each source said.
select
    municipality.pcode,
    municipality.municipality_name,
    municipality.department_name,
    if($language = 'es', variable.label_es, variable.label_en) as variable,
    if($language = 'es', part.label_es, part.label_en) as component,
    if($language = 'es', source.label_es, source.label_en) as source,
    part.data_year,
    part.is_delivered,
    part.cases,
    part.is_maximum,
    part.source_records,
    part.set_aside_records,
    part.caveats
from marts.fct_variable_component as part
inner join marts.dim_municipality as municipality using (municipality_code)
inner join marts.dim_variable as variable using (variable_id)
inner join marts.dim_source as source using (source_id)
where part.assessment_id = $assessment
order by municipality.municipality_code, variable.sort_order, part.component_id
