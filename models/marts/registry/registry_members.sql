-- What a reader sees in place of an id: categories, and fields, reasons, criteria and so on.
with

categories as (
    select * from {{ ref('int_registry_categories') }}
),

names as (
    select * from {{ ref('registry_member_names') }}
),

dimensions as (
    select * from {{ ref('registry_dimensions') }}
),

calendar as (
    select * from {{ ref('registry_calendar') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

reasons as (
    select * from {{ ref('registry_cell_reasons') }}
),

criteria as (
    select * from {{ ref('registry_ranking_criteria') }}
),

readings as (
    select * from {{ ref('registry_naive_rules') }}
),

years as (
    select distinct year_period from calendar
),

named as (
    select * from categories

    union all

    select
        dimension_id as dimension,
        member,
        member_order as place,
        label_es,
        label_en
    from names
    where dimension_id != 'every'

    union all

    select
        dimensions.dimension_id as dimension,
        names.member,
        null as place,
        names.label_es,
        names.label_en
    from dimensions
    inner join names on names.dimension_id = 'every'

    union all

    select
        'calendar_year' as dimension,
        year_period as member,
        cast(year_period as integer) as place,
        year_period as label_es,
        year_period as label_en
    from years

    union all

    select
        'dimension' as dimension,
        dimension_id as member,
        null as place,
        label_es,
        label_en
    from dimensions

    union all

    select
        'field' as dimension,
        field_id as member,
        null as place,
        label_es,
        label_en
    from fields

    union all

    select
        'reason' as dimension,
        reason_id as member,
        null as place,
        label_es,
        label_en
    from reasons

    union all

    select
        'criterion' as dimension,
        criterion_id as member,
        criterion_order as place,
        label_es,
        label_en
    from criteria

    union all

    select
        'reading' as dimension,
        reading_id as member,
        reading_order as place,
        label_es,
        label_en
    from readings
),

final as (
    select
        dimension,
        member,
        cast(row_number() over (
            partition by dimension order by place nulls last, member = 'unknown', label_es
        ) as integer) as member_order,
        label_es,
        label_en
    from named
)

select * from final
