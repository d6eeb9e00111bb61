-- One row per metric of the registry of interventions.
select
    metric_id,
    if($language = 'es', label_es, label_en) as metric,
    if($language = 'es', definition_es, definition_en) as definition,
    if($language = 'es', numerator_es, numerator_en) as numerator_definition,
    if($language = 'es', denominator_es, denominator_en) as denominator_definition,
    if($language = 'es', exclusions_es, exclusions_en) as exclusions,
    if($language = 'es', coverage_es, coverage_en) as metric_coverage,
    if($language = 'es', limits_es, limits_en) as limits,
    unit_id
from marts.dim_metric
order by metric_order
