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

-- what a column means depends on the extract
mapped as (
    select
        extract_id,
        field_id,
        column_name,
        1 as preference,
        or_column_name is not null as has_choice
    from field_columns
    where column_name is not null

    union all

    select
        extract_id,
        field_id,
        or_column_name as column_name,
        2 as preference,
        true as has_choice
    from field_columns
    where or_column_name is not null
),

named as (
    select
        filled.source_row,
        filled.extract_id,
        filled.cell_text,
        mapped.field_id,
        mapped.column_name,
        mapped.preference,
        mapped.has_choice
    from filled
    cross join sentinels
    inner join mapped
        on
            filled.extract_id = mapped.extract_id
            and filled.column_name = mapped.column_name
    -- most cells are sentinels: int_registry__completeness counts them, and they go no further
    where not list_contains(sentinels.texts, filled.cell_text)
),

chosen as (
    select *
    from named
    where has_choice
    qualify row_number() over (partition by source_row, field_id order by preference) = 1
),

stacked as (
    select * from named
    where not has_choice

    union all

    select * from chosen
),

final as (
    select
        source_row,
        extract_id,
        field_id,
        column_name,
        cell_text
    from stacked
)

select * from final
