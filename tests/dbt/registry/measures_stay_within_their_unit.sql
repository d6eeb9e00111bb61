-- Fails when a share leaves 0 to 1, a count or a time is negative, or an interval stands where
-- none is promised.
with

final as (
    select
        registry_metrics.*,
        dim_metric.unit_id
    from {{ ref('registry_metrics') }} as registry_metrics
    inner join
        {{ ref('dim_metric') }} as dim_metric
        on registry_metrics.metric_id = dim_metric.metric_id
    where
        registry_metrics.lower < 0
        or registry_metrics.value < 0
        or (dim_metric.unit_id = 'share' and registry_metrics.upper > 1)
        or (dim_metric.unit_id = 'share' and registry_metrics.value > 1)
        or (not dim_metric.has_interval and registry_metrics.lower is not null)
)

select * from final
