with counts as (
    select * from {{ ref('int_registry__fact_counts') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

populations as (
    select
        localidad_code,
        cast(data_year as varchar) as period,
        cast(sum(population) as bigint) as child_population
    from {{ ref('int_rows__registry_population') }}
    where row_reason is null
    group by localidad_code, data_year
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
    where is_in_city
),

-- Shares are of those whose member is known; how many those are is the coverage.
measured as (
    select
        metrics.metric_id,
        metrics.kind_id,
        counts.*,
        coalesce(sum(counts.numerator) filter (counts.member != 'unknown') over members, 0)
            as members_known,
        sum(counts.numerator) over members as members_concerned
    from counts
    inner join metrics on counts.fact_id = metrics.fact_id
    window members as (partition by metrics.metric_id, counts.period, counts.dimension)
),

-- By the localidad the child lives in: that is whom the population counts.
rates as (
    select
        measured.metric_id,
        measured.period,
        measured.dimension,
        measured.member,
        measured.numerator,
        populations.child_population as denominator,
        measured.members_known as known,
        measured.members_concerned as concerned
    from measured
    inner join localidades on measured.member = localidades.localidad_code
    left join populations
        on
            measured.member = populations.localidad_code
            and measured.period = populations.period
    where
        measured.kind_id = 'population_rate'
        and measured.dimension = 'home_localidad'
        and measured.period != 'all'
),

-- A count has no denominator, and can always be known. The whole of a rate is the sum of the
-- localidades that have a population: numerator and denominator agree.
unioned as (
    select
        metric_id,
        period,
        dimension,
        member,
        numerator,
        case kind_id
            when 'share' then denominator
            when 'distribution' then members_known
        end as denominator,
        if(kind_id = 'distribution', members_known, denominator) as known,
        if(kind_id = 'distribution', members_concerned, concerned) as concerned
    from measured
    where
        kind_id in ('count', 'share')
        or (kind_id = 'distribution' and member != 'unknown' and dimension != 'total')
    union all
    select * from rates
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
    from rates
    where denominator is not null
    group by metric_id, period
),

final as (
    select
        * replace (
            cast(numerator as bigint) as numerator,
            cast(denominator as bigint) as denominator,
            cast(known as bigint) as known,
            cast(concerned as bigint) as concerned
        )
    from unioned
)

select * from final
