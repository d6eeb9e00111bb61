with

facts as (
    select * from {{ ref('int_registry_facts') }}
),

members as (
    select * from {{ ref('int_registry_members') }}
),

moments as (
    select * from {{ ref('int_registry_moments') }}
),

fact_dimensions as (
    select * from {{ ref('registry_fact_dimensions') }}
),

final as (
    select
        facts.fact_id,
        moments.period_kind,
        moments.period,
        members.dimension,
        members.member,
        count(*) filter (facts.is_known and facts.is_counted) as numerator,
        count(*) filter (facts.is_known) as denominator,
        count(*) as concerned
    from facts
    inner join fact_dimensions on facts.fact_id = fact_dimensions.fact_id
    inner join members
        on
            facts.intervention_key = members.intervention_key
            and fact_dimensions.dimension_id = members.dimension
    inner join moments
        on
            facts.intervention_key = moments.intervention_key
            and case moments.period_kind
                when 'year' then fact_dimensions.by_year
                when 'quarter' then fact_dimensions.by_quarter
                else true
            end
    group by all
)

select * from final
