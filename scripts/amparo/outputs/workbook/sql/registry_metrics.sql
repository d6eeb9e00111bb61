-- One row per metric, dimension, member and period of the registry.
select
    metrics.metric_id,
    if($language = 'es', metric.label_es, metric.label_en) as metric,
    metrics.period,
    metrics.dimension,
    metrics.member,
    coalesce(
        if($language = 'es', localidad.label_es, localidad.label_en), metrics.member
    ) as member_name,
    metrics.numerator,
    metrics.denominator as metric_denominator,
    metrics.value,
    metrics.lower,
    metrics.upper,
    metric.unit_id,
    metrics.coverage as metric_share_covered,
    metrics.suppressed
from marts.registry_metrics as metrics
inner join marts.dim_metric as metric using (metric_id)
left join marts.registry_localidades as localidad
    on metrics.dimension = 'localidad' and metrics.member = localidad.localidad_code
order by metric.metric_order, metrics.period, metrics.dimension, metrics.member
