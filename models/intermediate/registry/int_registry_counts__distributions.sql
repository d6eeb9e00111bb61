with

counts as (
    select * from {{ ref('int_registry_counts__facts') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

-- Shares are of those whose member is known; how many those are is the coverage.
totals as (
    select
        fact_id,
        period,
        dimension,
        coalesce(sum(numerator) filter (member != 'unknown'), 0) as known,
        sum(numerator) as concerned
    from counts
    group by all
),

final as (
    select
        metrics.metric_id,
        counts.period,
        counts.dimension,
        counts.member,
        counts.numerator,
        totals.known as denominator,
        totals.known,
        totals.concerned
    from counts
    inner join metrics on counts.fact_id = metrics.fact_id and metrics.kind_id = 'distribution'
    inner join totals
        on
            counts.fact_id = totals.fact_id
            and counts.period = totals.period
            and counts.dimension = totals.dimension
    where counts.member != 'unknown' and counts.dimension != 'total'
)

select * from final
