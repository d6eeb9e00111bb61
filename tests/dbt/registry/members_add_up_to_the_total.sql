-- Fails when the members of a dimension, unknown among them, are more or fewer than the whole:
-- somebody was lost or counted twice.
with

counts as (
    select counts.*
    from {{ ref('int_registry__counts') }} as counts
    inner join {{ ref('metrics') }} as metrics on counts.metric_id = metrics.metric_id
    where metrics.kind_id in ('count', 'share')
),

summed as (
    select
        metric_id,
        period,
        dimension,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(concerned) as concerned
    from counts
    group by all
),

final as (
    select
        summed.*,
        totals.numerator as total_numerator,
        totals.denominator as total_denominator,
        totals.concerned as total_concerned
    from summed
    left join counts as totals
        on
            summed.metric_id = totals.metric_id
            and summed.period = totals.period
            and totals.dimension = 'total'
    where
        summed.numerator is distinct from totals.numerator
        or summed.denominator is distinct from totals.denominator
        or summed.concerned is distinct from totals.concerned
)

select * from final
