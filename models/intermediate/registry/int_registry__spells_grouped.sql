with

spells as (
    select * from {{ ref('int_registry__spells') }}
),

members as (
    select * from {{ ref('int_registry__members') }}
),

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

folds as (
    select * from {{ ref('int_registry__member_folds') }}
),

fact_dimensions as (
    select * from {{ ref('registry_fact_dimensions') }}
),

moments as (
    select
        intervention_key,
        unnest(['all', 'year', 'quarter']) as period_kind,
        unnest([
            'all',
            cast(intervention_year as varchar),
            intervention_year || '-T' || quarter(intervention_date)
        ]) as period
    from interventions
),

-- Lists, because a quantile and a curve need every case; cases without days are counted only.
final as (
    select
        spells.fact_id,
        moments.period,
        members.dimension,
        folds.published_member as member,
        count(*) as concerned,
        count(spells.spell_days) as known,
        coalesce(
            list(spells.spell_days order by spells.spell_days, spells.intervention_key)
            filter (spells.spell_days is not null), []
        ) as spell_days,
        coalesce(
            list(spells.is_observed order by spells.spell_days, spells.intervention_key)
            filter (spells.spell_days is not null), []
        ) as is_observed,
        coalesce(
            list(spells.entry_day order by spells.spell_days, spells.intervention_key)
            filter (spells.spell_days is not null), []
        ) as entry_day
    from spells
    inner join fact_dimensions on spells.fact_id = fact_dimensions.fact_id
    inner join members
        on
            spells.intervention_key = members.intervention_key
            and fact_dimensions.dimension_id = members.dimension
    inner join moments
        on
            spells.intervention_key = moments.intervention_key
            and case moments.period_kind
                when 'year' then fact_dimensions.by_year
                when 'quarter' then fact_dimensions.by_quarter
                else true
            end
    inner join folds
        on
            moments.period_kind = folds.period_kind
            and members.dimension = folds.dimension
            and members.member = folds.member
    group by all
)

select * from final
