-- What a reader sees in place of an id, and what is folded into what.
with categories as (
    select * from {{ ref('int_registry__categories') }}
),

names as (
    select * from {{ ref('registry_member_names') }}
),

-- Members counted with others, because they are rare: in the whole registry, in years, in quarters.
folds as (
    select
        dimension,
        member,
        max(published_member) filter (period_kind = 'all') as folded_into,
        max(published_member) filter (period_kind = 'year') as folded_into_by_year,
        max(published_member) filter (period_kind = 'quarter') as folded_into_by_quarter
    from {{ ref('int_registry__member_folds') }}
    where member != published_member
    group by dimension, member
),

folded_to_unknown as (
    select distinct dimension
    from folds
    where 'unknown' in (folded_into, folded_into_by_year, folded_into_by_quarter)
),

dimensions as (
    select * from {{ ref('registry_dimensions') }}
),

years as (
    select distinct year_period from {{ ref('registry_calendar') }}
),

named as (
    select * from categories

    union all

    -- those of every dimension for each; where other members count as unknown, its name says so
    select
        coalesce(dimensions.dimension_id, names.dimension_id) as dimension,
        case names.member when 'unknown_or_other' then 'unknown' else names.member end as member,
        case when dimensions.dimension_id is null then names.member_order end as place,
        names.label_es,
        names.label_en
    from names
    left join dimensions on names.dimension_id = 'every'
    left join folded_to_unknown on dimensions.dimension_id = folded_to_unknown.dimension
    where
        dimensions.dimension_id is null
        or names.member != if(folded_to_unknown.dimension is null, 'unknown_or_other', 'unknown')

    union all

    select
        'calendar_year' as dimension,
        year_period as member,
        cast(year_period as integer) as place,
        year_period as label_es,
        year_period as label_en
    from years
),

final as (
    select
        named.dimension,
        named.member,
        cast(row_number() over (
            partition by named.dimension
            order by
                named.place nulls last,
                named.member in ('unknown', 'other_categories'),
                named.label_es
        ) as integer) as member_order,
        named.label_es,
        named.label_en,
        folds.folded_into,
        folds.folded_into_by_year,
        folds.folded_into_by_quarter
    from named
    left join folds on named.dimension = folds.dimension and named.member = folds.member
)

select * from final
