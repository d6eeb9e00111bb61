-- One row per indicator of the assessment's methodology.
select
    weight.indicator_id,
    if($language = 'es', indicator.label_es, indicator.label_en) as indicator,
    weight.weight,
    weight.stated_by_methodology_id
from marts.dim_indicator_weight as weight
inner join marts.dim_indicator as indicator using (indicator_id)
inner join marts.dim_assessment as assessment using (methodology_id)
where assessment.assessment_id = $assessment
order by weight.indicator_id
