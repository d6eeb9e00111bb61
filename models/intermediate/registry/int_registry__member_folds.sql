-- Under which member each member is published: rare ones together, before anything is counted.
with

members as (
    select * from {{ ref('int_registry__members') }}
),

dimensions as (
    select * from {{ ref('registry_dimensions') }}
),

folds as (
    select * from {{ ref('disclosure_folds') }}
),

folding as (
    select * from {{ ref('disclosure_folding') }}
),

periods as (
    select
        unnest(['all', 'year', 'quarter']) as period_kind,
        unnest([
            1,
            count(distinct intervention_year),
            count(distinct date_trunc('quarter', intervention_date))
        ]) as periods
    from {{ ref('int_registry__interventions') }}
),

-- A member too rare for the whole registry is too rare for its years as well.
limits as (
    select
        folding.period_kind,
        max(folding.minimum_member * periods.periods) over so_far as minimum_member,
        max(folding.minimum_others * periods.periods) over so_far as minimum_others
    from folding
    inner join periods on folding.period_kind = periods.period_kind
    window so_far as (order by periods.periods)
),

counted as (
    select
        members.dimension,
        members.member,
        coalesce(folds.folded_into, members.member) as declared_member,
        dimensions.folds_from,
        count(*) as persons
    from members
    inner join dimensions on members.dimension = dimensions.dimension_id
    left join folds on members.dimension = folds.dimension_id and members.member = folds.member
    group by all
),

-- Categories fold wherever they are rare, places only where the registry is split by time.
judged as (
    select
        limits.period_kind,
        limits.minimum_others,
        counted.dimension,
        counted.member,
        counted.persons,
        case
            when
                counted.declared_member != 'unknown'
                and (
                    counted.folds_from = 'all'
                    or (counted.folds_from = 'year' and limits.period_kind != 'all')
                )
                and sum(counted.persons) over (
                    partition by limits.period_kind, counted.dimension, counted.declared_member
                ) < limits.minimum_member
                then 'other_categories'
            else counted.declared_member
        end as folded_member
    from counted
    cross join limits
),

final as (
    select
        period_kind,
        dimension,
        member,
        case
            when
                folded_member = 'other_categories'
                and sum(persons) over (partition by period_kind, dimension, folded_member)
                < minimum_others
                then 'unknown'
            else folded_member
        end as published_member
    from judged
)

select * from final
