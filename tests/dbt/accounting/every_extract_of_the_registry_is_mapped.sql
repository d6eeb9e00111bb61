-- Without a mapping nobody knows what a column of the extract means.
select
    file_name,
    extract_text,
    format(
        '{}: el extracto «{}» ({} filas) no tiene correspondencia de columnas. Agréguelo a'
        || ' seeds/registry/registry_extract_names.csv y diga en registry_field_columns.csv qué'
        || ' columna lleva cada campo; luego construya de nuevo',
        file_name, coalesce(extract_text, ''), count(*)
    ) as message_es,
    format(
        '{}: the extract "{}" ({} rows) has no mapping of columns. Add it to'
        || ' seeds/registry/registry_extract_names.csv and say in registry_field_columns.csv which'
        || ' column holds each field; then build again',
        file_name, coalesce(extract_text, ''), count(*)
    ) as message_en
from {{ ref('stg_registry__rows') }}
where extract_id is null
group by file_name, extract_text
order by file_name, extract_text
