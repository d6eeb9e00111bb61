-- A field left out of an extract's mapping would read as never filled.
select
    'registry_field_columns' as seed,
    extracts.extract_id || ', ' || known_fields.field_id as seed_row,
    'el extracto ' || extracts.extract_id || ' no tiene fila para el campo '
    || known_fields.field_id || ': nombre su columna, o déjela vacía si no la trae · extract '
    || extracts.extract_id || ' has no row for field ' || known_fields.field_id
    || ': name its column, or leave it blank where the extract has none' as problem
from {{ ref('registry_extract_names') }} as extracts
cross join {{ ref('registry_fields') }} as known_fields
left join {{ ref('registry_field_columns') }} as field_columns
    on
        extracts.extract_id = field_columns.extract_id
        and known_fields.field_id = field_columns.field_id
where field_columns.field_id is null
