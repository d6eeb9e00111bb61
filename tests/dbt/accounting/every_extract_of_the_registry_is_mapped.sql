-- Without a mapping nobody knows what a column of the extract means. A few rows are no extract but
-- cells written wrongly: they are set aside.
with unmapped as (
    select
        file_name,
        extract_text,
        count(*) as text_rows,
        any_value(file_rows) as file_rows
    from (
        select
            *,
            count(*) over (partition by file_name) as file_rows
        from {{ ref('stg_registry__rows') }}
    )
    where extract_id is null
    group by file_name, extract_text
),

limits as (
    select
        max(cast(value as double)) filter (where parameter_id = 'unmapped_extract_rows')
            as most_rows,
        max(cast(value as double)) filter (where parameter_id = 'unmapped_extract_share')
            as most_share
    from {{ ref('parameters') }}
    where parameter_id in ('unmapped_extract_rows', 'unmapped_extract_share')
)

select
    unmapped.file_name,
    unmapped.extract_text,
    format(
        '{}: el extracto «{}» ({} filas) no tiene correspondencia de columnas. Agréguelo a'
        || ' seeds/registry/registry_extract_names.csv y diga en registry_field_columns.csv qué'
        || ' columna lleva cada campo; luego construya de nuevo',
        unmapped.file_name, coalesce(unmapped.extract_text, ''), unmapped.text_rows
    ) as message_es,
    format(
        '{}: the extract "{}" ({} rows) has no mapping of columns. Add it to'
        || ' seeds/registry/registry_extract_names.csv and say in registry_field_columns.csv which'
        || ' column holds each field; then build again',
        unmapped.file_name, coalesce(unmapped.extract_text, ''), unmapped.text_rows
    ) as message_en
from unmapped
cross join limits
where
    unmapped.text_rows >= limits.most_rows
    or unmapped.text_rows >= limits.most_share * unmapped.file_rows
order by unmapped.file_name, unmapped.extract_text
