with cells as (
    select * from {{ ref('stg_registry__cells') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

child_blocks as (
    select distinct cells.source_row
    from cells
    inner join fields on cells.field_id = fields.field_id
    where fields.marks_child_block
),

judged as (
    select
        cells.*,
        child_blocks.source_row is not null as has_child_block,
        -- a default category in a form without a child's block says nothing of the child
        cells.is_default and fields.is_child_block and child_blocks.source_row is null as is_fill
    from cells
    inner join fields on cells.field_id = fields.field_id
    left join child_blocks on cells.source_row = child_blocks.source_row
),

final as (
    select
        source_row,
        extract_id,
        field_id,
        item_number,
        has_child_block,
        cell_text,
        case when not is_fill then value_id end as value_id,
        is_default,
        date_value,
        number_value,
        case when is_fill then 'default_fill' else reason_id end as reason_id
    from judged
)

select * from final
