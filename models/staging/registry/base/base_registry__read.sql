with cells as (
    select * from {{ ref('base_registry__cells') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

known_values as (
    select * from {{ ref('registry_values') }}
),

listed as (
    select
        cells.* exclude (cell_text),
        unnest({{ registry_listed('cells.cell_text') }}) as cell_text,
        generate_subscripts({{ registry_listed('cells.cell_text') }}, 1) as item_number
    from cells
    inner join fields on cells.field_id = fields.field_id
    where fields.is_multi_valued
),

single as (
    select
        cells.*,
        1 as item_number
    from cells
    inner join fields on cells.field_id = fields.field_id
    where not fields.is_multi_valued
),

stacked as (
    select * from single
    union all by name
    select * from listed
),

items as (
    select
        stacked.source_row,
        stacked.extract_id,
        stacked.field_id,
        cast(stacked.item_number as integer) as item_number,
        stacked.cell_text,
        fields.kind,
        fields.value_domain,
        fields.limit_id,
        fields.filler_date
    from stacked
    inner join fields on stacked.field_id = fields.field_id
),

-- few texts make up millions of cells
texts as (
    select
        *,
        {{ registry_value_text('cell_text') }} as value_text,
        {{ registry_code('cell_text') }} as code_text
    from (
        select distinct cell_text
        from items
        where kind in ('value', 'code')
    ) as written
),

final as (
    select
        items.*,
        known_values.is_default,
        coalesce(
            known_values.value_id,
            case
                when items.kind = 'code' and texts.code_text != '' then 'code_' || texts.code_text
                when items.kind = 'class' then items.cell_text
            end
        ) as value_id,
        case
            when items.kind = 'date' then {{ parse_date('items.cell_text') }}
        end as read_date,
        case
            when items.kind in ('number', 'birth_age')
                then try_cast(replace(items.cell_text, ',', '.') as double)
        end as read_number
    from items
    left join texts on items.cell_text = texts.cell_text and items.kind in ('value', 'code')
    left join known_values
        on
            items.value_domain = known_values.value_domain
            and texts.value_text = known_values.value_text
)

select * from final
