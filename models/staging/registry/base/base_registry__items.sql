{{ config(materialized='ephemeral') }}

with cells as (
    select * from {{ ref('base_registry__cells') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
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

final as (
    select
        stacked.source_row,
        stacked.extract_id,
        stacked.field_id,
        cast(stacked.item_number as integer) as item_number,
        stacked.cell_text,
        fields.kind,
        fields.value_domain,
        fields.limit_id
    from stacked
    inner join fields on stacked.field_id = fields.field_id
)

select * from final
