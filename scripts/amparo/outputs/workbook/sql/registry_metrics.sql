-- One row per metric, dimension, member and period of the registry.
select
    metrics.metric_id,
    if($language = 'es', metric.label_es, metric.label_en) as metric,
    metrics.period,
    if($language = 'es', dimension.label_es, dimension.label_en) as dimension,
    metrics.member,
    if($language = 'es', member.label_es, member.label_en) as member_name,
    metrics.numerator,
    metrics.denominator as metric_denominator,
    metrics.value,
    metrics.lower,
    metrics.upper,
    metric.unit_id,
    metrics.coverage as metric_share_covered,
    metrics.value_reason,
    metrics.suppressed
from marts.registry_metrics as metrics
inner join marts.dim_metric as metric using (metric_id)
left join marts.registry_members as dimension
    on dimension.dimension = 'dimension' and metrics.dimension = dimension.member
left join marts.registry_members as member
    on metrics.dimension = member.dimension and metrics.member = member.member
order by
    metric.metric_order,
    metrics.period,
    dimension.member_order,
    metrics.dimension,
    member.member_order,
    metrics.member
