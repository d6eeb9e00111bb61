with source_rows as (
    select * from {{ ref('base_registry__rows') }}
    where extract_id is not null
),

field_columns as (
    select * from {{ ref('registry_field_columns') }}
),

sentinels as (
    select * from {{ ref('registry_sentinels') }}
),

filled as (
    {{ unpivoted_texts('source_rows', ['source_row', 'extract_id']) }}
),

-- what a column means depends on the extract
first_choices as (
    select
        filled.source_row,
        filled.extract_id,
        field_columns.field_id,
        filled.cell_text,
        sentinels.sentinel is not null as is_sentinel,
        field_columns.or_column_name is not null as has_choice,
        1 as preference
    from filled
    inner join field_columns
        on
            filled.extract_id = field_columns.extract_id
            and filled.column_name = field_columns.column_name
    left join sentinels on filled.cell_text = sentinels.sentinel
),

second_choices as (
    select
        filled.source_row,
        filled.extract_id,
        field_columns.field_id,
        filled.cell_text,
        sentinels.sentinel is not null as is_sentinel,
        true as has_choice,
        2 as preference
    from filled
    inner join field_columns
        on
            filled.extract_id = field_columns.extract_id
            and filled.column_name = field_columns.or_column_name
    left join sentinels on filled.cell_text = sentinels.sentinel
),

chosen as (
    select *
    from (
        select * from first_choices
        where has_choice

        union all

        select * from second_choices
    ) as choices
    qualify row_number() over (
        partition by source_row, field_id order by is_sentinel, preference
    ) = 1
),

stacked as (
    select * from first_choices
    where not has_choice

    union all

    select * from chosen
),

final as (
    select
        source_row,
        extract_id,
        field_id,
        cell_text,
        is_sentinel
    from stacked
)

select * from final
