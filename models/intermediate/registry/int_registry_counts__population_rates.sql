with

counts as (
    select * from {{ ref('int_registry_counts__facts') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

populations as (
    select * from {{ ref('int_registry__localidad_population') }}
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
    where is_in_city
),

-- By the localidad the child lives in: that is whom the population counts.
by_home as (
    select
        metrics.metric_id,
        counts.period,
        counts.member,
        counts.numerator,
        sum(counts.numerator) filter (counts.member != 'unknown') over (
            partition by metrics.metric_id, counts.period
        ) as known,
        sum(counts.numerator) over (partition by metrics.metric_id, counts.period) as concerned
    from counts
    inner join metrics on counts.fact_id = metrics.fact_id and metrics.kind_id = 'population_rate'
    where counts.dimension = 'home_localidad' and counts.period != 'all'
),

with_population as (
    select
        by_home.metric_id,
        by_home.period,
        'home_localidad' as dimension,
        by_home.member,
        by_home.numerator,
        populations.child_population as denominator,
        by_home.known,
        by_home.concerned
    from by_home
    inner join localidades on by_home.member = localidades.localidad_code
    left join populations
        on
            by_home.member = populations.localidad_code
            and by_home.period = cast(populations.data_year as varchar)
),

-- The whole is the sum of the localidades that have a population: numerator and denominator agree.
final as (
    select * from with_population
    union all
    select
        metric_id,
        period,
        'total' as dimension,
        'total' as member,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(numerator) as known,
        max(concerned) as concerned
    from with_population
    where denominator is not null
    group by all
)

select * from final
