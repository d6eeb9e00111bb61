-- What landing says it wrote, what the raw table holds and what the ledger accounts for are one
-- number, sheet by sheet: a staging model that joins a row away shows here.
with files as (
    select * from {{ ref('stg_landing__files') }}
),

raw_rows as (
    select * from {{ ref('stg_landing__raw_rows') }}
),

accounted as (
    select
        table_name,
        file_name,
        sheet,
        count(distinct row_number) as source_rows
    from {{ ref('int_rows__classified') }}
    where row_status in ('used', 'set_aside', 'out_of_scope')
    group by table_name, file_name, sheet
),

stated as (
    select
        table_name,
        file_name,
        sheet,
        rows_read as rows_landed,
        0 as rows_held,
        0 as rows_accounted_for
    from files

    union all

    select
        table_name,
        file_name,
        sheet,
        0 as rows_landed,
        rows_held,
        0 as rows_accounted_for
    from raw_rows

    union all

    select
        table_name,
        file_name,
        sheet,
        0 as rows_landed,
        0 as rows_held,
        source_rows as rows_accounted_for
    from accounted
),

compared as (
    select
        table_name,
        file_name,
        sheet,
        sum(rows_landed) as rows_landed,
        sum(rows_held) as rows_held,
        sum(rows_accounted_for) as rows_accounted_for
    from stated
    group by table_name, file_name, sheet
)

select
    *,
    format(
        'Fallo del programa, no use las cifras y avise. {} {}: se cargaron {} filas, {} tiene {} y'
        || ' {} tienen cuenta',
        file_name, sheet, rows_landed, table_name, rows_held, rows_accounted_for
    ) as message_es,
    format(
        'A fault of the program: use no figure and report it. {} {}: {} rows were landed, {} holds'
        || ' {} and {} are accounted for',
        file_name, sheet, rows_landed, table_name, rows_held, rows_accounted_for
    ) as message_en
from compared
where rows_landed != rows_held or rows_held != rows_accounted_for
