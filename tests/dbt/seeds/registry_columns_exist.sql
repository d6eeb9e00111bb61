{{ config(tags=["beyond_seeds"]) }}

-- A misspelt column would read as never filled.
-- depends_on: {{ source('registry', 'registry__bd') }}
with mapped as (
    select
        extract_id,
        field_id,
        column_name
    from {{ ref('registry_field_columns') }}

    union all

    select
        extract_id,
        field_id,
        or_column_name as column_name
    from {{ ref('registry_field_columns') }}
),

landed as (
    select column_name
    from information_schema.columns
    where table_schema = 'raw' and table_name = 'registry__bd'
)

select
    'registry_field_columns' as seed,
    mapped.extract_id || ', ' || mapped.field_id as seed_row,
    'la columna ' || mapped.column_name || ' no es de raw.registry__bd · column '
    || mapped.column_name || ' is no column of raw.registry__bd' as problem
from mapped
left join landed on mapped.column_name = landed.column_name
where mapped.column_name is not null and landed.column_name is null
