with source_rows as (
    select * from {{ ref('base_registry__rows') }}
    where extract_id is not null
),

field_columns as (
    select * from {{ ref('registry_field_columns') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

cells as (
    select * from {{ ref('int_registry__cells') }}
    where item_number = 1
),

sentinels as (
    select list(sentinel) as texts
    from {{ ref('registry_sentinels') }}
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

texts as (
    {{ unpivoted_texts('source_rows', ['source_row', 'extract_id']) }}
),

sentinel_cells as (
    select
        texts.extract_id,
        texts.column_name,
        count(*) as cells
    from texts
    cross join sentinels
    where list_contains(sentinels.texts, texts.cell_text)
    group by texts.extract_id, texts.column_name
),

final as (
    select
        extracts.extract_id,
        field_columns.field_id,
        fields.label_es,
        fields.label_en,
        field_columns.column_name is not null as is_asked,
        coalesce(filled_cells.filled, 0) as filled,
        extracts.rows_read as rows,
        coalesce(filled_cells.filled, 0) / extracts.rows_read as share,
        coalesce(sentinel_cells.cells, 0) as sentinels
    from extracts
    inner join field_columns on extracts.extract_id = field_columns.extract_id
    inner join fields on field_columns.field_id = fields.field_id
    left join filled_cells
        on
            field_columns.extract_id = filled_cells.extract_id
            and field_columns.field_id = filled_cells.field_id
    left join sentinel_cells
        on
            field_columns.extract_id = sentinel_cells.extract_id
            and field_columns.column_name = sentinel_cells.column_name
)

select * from final
