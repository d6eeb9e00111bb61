with

facts as (
    select * from {{ ref('int_registry__facts') }}
),

interventions as (
    select
        intervention_key,
        cast(intervention_year as varchar) as year_period,
        intervention_year || '-T' || quarter(intervention_date) as quarter_period
    from {{ ref('int_registry__interventions') }}
),

members as (
    select * from {{ ref('int_registry__members') }}
),

folds as (
    select * from {{ ref('int_registry__member_folds') }}
),

fact_dimensions as (
    select * from {{ ref('registry_fact_dimensions') }}
),

-- Counted once, by quarter; years and the whole are sums of quarters.
counted as (
    select
        facts.fact_id,
        members.dimension,
        members.member,
        interventions.year_period,
        interventions.quarter_period,
        fact_dimensions.by_year,
        fact_dimensions.by_quarter,
        count(*) filter (facts.is_known and facts.is_counted) as numerator,
        count(*) filter (facts.is_known) as denominator,
        count(*) as concerned
    from facts
    inner join interventions on facts.intervention_key = interventions.intervention_key
    inner join fact_dimensions on facts.fact_id = fact_dimensions.fact_id
    inner join members
        on
            facts.intervention_key = members.intervention_key
            and fact_dimensions.dimension_id = members.dimension
    group by all
),

in_periods as (
    select
        *,
        'all' as period_kind,
        'all' as period
    from counted
    union all
    select
        *,
        'year' as period_kind,
        year_period as period
    from counted
    where by_year
    union all
    select
        *,
        'quarter' as period_kind,
        quarter_period as period
    from counted
    where by_quarter
),

final as (
    select
        in_periods.fact_id,
        in_periods.period,
        in_periods.dimension,
        folds.published_member as member,
        sum(in_periods.numerator) as numerator,
        sum(in_periods.denominator) as denominator,
        sum(in_periods.concerned) as concerned
    from in_periods
    inner join folds
        on
            in_periods.period_kind = folds.period_kind
            and in_periods.dimension = folds.dimension
            and in_periods.member = folds.member
    group by all
)

select * from final
