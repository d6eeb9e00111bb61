with source_rows as (
    select * from {{ ref('base_registry__rows') }}
    where extract_id is not null
),

field_columns as (
    select * from {{ ref('registry_field_columns') }}
),

sentinels as (
    select list(sentinel) as texts
    from {{ ref('registry_sentinels') }}
),

filled as (
    {{ unpivoted_texts('source_rows', ['source_row', 'extract_id']) }}
),

counted as (
    select
        filled.extract_id,
        filled.column_name,
        count(*) as cells
    from filled
    cross join sentinels
    where list_contains(sentinels.texts, filled.cell_text)
    group by filled.extract_id, filled.column_name
),

final as (
    select
        counted.extract_id,
        field_columns.field_id,
        counted.cells
    from counted
    inner join field_columns
        on
            counted.extract_id = field_columns.extract_id
            and counted.column_name = field_columns.column_name
)

select * from final
