with

counts as (
    select * from {{ ref('int_registry_counts__facts') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

-- A count has no denominator, and can always be known.
of_facts as (
    select
        metrics.metric_id,
        counts.period,
        counts.dimension,
        counts.member,
        counts.numerator,
        case when metrics.kind_id = 'share' then counts.denominator end as denominator,
        counts.denominator as known,
        counts.concerned
    from counts
    inner join metrics on counts.fact_id = metrics.fact_id and metrics.kind_id in ('count', 'share')
),

unioned as (
    select * from of_facts
    union all
    select * from {{ ref('int_registry_counts__distributions') }}
    union all
    select * from {{ ref('int_registry_counts__population_rates') }}
),

final as (
    select
        metric_id,
        period,
        dimension,
        member,
        cast(numerator as bigint) as numerator,
        cast(denominator as bigint) as denominator,
        cast(known as bigint) as known,
        cast(concerned as bigint) as concerned
    from unioned
)

select * from final
