-- One row per localidad and metric of the whole period; written as one row per localidad.
select
    metrics.member as localidad_code,
    if($language = 'es', localidad.label_es, localidad.label_en) as localidad,
    if($language = 'es', metric.label_es, metric.label_en) as metric,
    metrics.value as metric_value,
    if(
        metrics.value_reason = 'suppressed', '<' || rules.minimum_cell, metrics.value_reason
    ) as metric_mark
from marts.registry_metrics as metrics
inner join marts.dim_metric as metric using (metric_id)
left join marts.registry_localidades as localidad
    on metrics.member = localidad.localidad_code
inner join marts.registry_disclosure as rules on rules.table_id = 'registry_metrics'
where metrics.period = 'all' and metrics.dimension = 'localidad'
order by metrics.member, metric.metric_order
