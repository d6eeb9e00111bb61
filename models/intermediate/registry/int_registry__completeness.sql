with source_rows as (
    select * from {{ ref('stg_registry__rows') }}
    where extract_id is not null
),

field_columns as (
    select * from {{ ref('registry_field_columns') }}
),

cells as (
    select * from {{ ref('int_registry__cells') }}
    where item_number = 1
),

extracts as (
    select
        extract_id,
        count(*) as rows_read
    from source_rows
    group by extract_id
),

filled_cells as (
    select
        extract_id,
        field_id,
        count(*) as filled
    from cells
    group by extract_id, field_id
),

final as (
    select
        extracts.extract_id,
        field_columns.field_id,
        field_columns.column_name is not null as is_asked,
        coalesce(filled_cells.filled, 0) as filled,
        extracts.rows_read
    from extracts
    inner join field_columns on extracts.extract_id = field_columns.extract_id
    left join filled_cells
        on
            field_columns.extract_id = filled_cells.extract_id
            and field_columns.field_id = filled_cells.field_id
)

select * from final
