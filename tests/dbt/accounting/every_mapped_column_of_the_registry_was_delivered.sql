-- A header renamed in the workbook is read as a column that is not there: without this an extract
-- would lose its results, or its types, and every rate would be told without them.
with

source_rows as (
    select * from {{ ref('stg_registry__rows') }}
),

cells as (
    select * from {{ ref('stg_registry__cells') }}
),

extracts as (
    select * from {{ ref('registry_extract_names') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
    where expected_in is not null
),

field_columns as (
    select * from {{ ref('registry_field_columns') }}
    where column_name is not null
),

-- a column of nothing but sentinels says no more than one that is not there
given as (
    select distinct
        extract_id,
        field_id
    from cells
),

delivered as (
    select
        extract_id,
        string_agg(distinct file_name, ', ' order by file_name) as files
    from source_rows
    group by extract_id
)

select
    delivered.files,
    extracts.extract_id,
    fields.field_id,
    format(
        '{}: en el extracto «{}» la columna {} no trae ningún dato, y de ella sale «{}».'
        || ' Revise si el libro cambió ese encabezado y devuélvale su nombre; si el extracto'
        || ' guarda el dato en otra columna, dígalo en seeds/registry/registry_field_columns.csv',
        delivered.files, extracts.written_as, field_columns.column_name, fields.label_es
    ) as message_es,
    format(
        '{}: in extract "{}" column {} holds nothing, and "{}" is taken from it. See whether'
        || ' the workbook changed that header and give it its name back; if the extract keeps'
        || ' the datum in another column, say so in seeds/registry/registry_field_columns.csv',
        delivered.files, extracts.written_as, field_columns.column_name, fields.label_en
    ) as message_en
from field_columns
inner join fields on field_columns.field_id = fields.field_id
inner join extracts on field_columns.extract_id = extracts.extract_id
inner join delivered on extracts.extract_id = delivered.extract_id
left join given
    on
        field_columns.extract_id = given.extract_id
        and field_columns.field_id = given.field_id
where
    given.field_id is null
    and (fields.expected_in = 'always' or not extracts.has_open_cases)
order by extracts.extract_order, fields.field_id
