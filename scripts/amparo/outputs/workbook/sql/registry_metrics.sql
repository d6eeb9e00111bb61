-- One row per metric, dimension, member and period of the registry.
select
    metrics.metric_id,
    if($language = 'es', metric.label_es, metric.label_en) as metric,
    metrics.period,
    metrics.dimension,
    metrics.member,
    metrics.numerator,
    metrics.denominator,
    metrics.value,
    metrics.lower,
    metrics.upper,
    metric.unit_id,
    metrics.coverage as metric_share_covered,
    metrics.suppressed
from marts.registry_metrics as metrics
inner join marts.dim_metric as metric using (metric_id)
order by metrics.metric_id, metrics.period, metrics.dimension, metrics.member
