with cells as (
    select * from {{ ref('base_registry__cells') }}
),

source_rows as (
    select * from {{ ref('base_registry__rows') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
    where if_unmapped is not null
),

known_values as (
    select * from {{ ref('registry_values') }}
),

rules as (
    select cast(minimum_cell as integer) as minimum_cell
    from {{ ref('disclosure_rules') }}
    where table_id = 'registry_data_quality'
),

-- few texts make up millions of cells
written as (
    select
        cells.extract_id,
        cells.field_id,
        cells.column_name,
        cells.cell_text,
        fields.kind,
        fields.value_domain,
        fields.if_unmapped,
        fields.is_multi_valued,
        count(*) as cells,
        min(cells.source_row) as source_row
    from cells
    inner join fields on cells.field_id = fields.field_id
    group by all
),

items as (
    select
        *,
        unnest(
            if(is_multi_valued, {{ registry_listed('cell_text') }}, [cell_text])
        ) as value_text
    from written
),

-- a column moved in from elsewhere holds no known value: then nothing of it may be shown
judged as (
    select
        items.*,
        known_values.value_id is not null
        or (items.kind = 'code' and {{ registry_code('items.value_text') }} != '') as is_known,
        coalesce(sum(items.cells) filter (where is_known) over (
            partition by items.extract_id, items.column_name
        ), 0) as known_cells
    from items
    left join known_values
        on
            items.value_domain = known_values.value_domain
            and {{ registry_value_text('items.value_text') }} = known_values.value_text
),

-- what is written in few forms may be about a person
spread as (
    select
        judged.column_name,
        judged.value_text,
        count(distinct source_rows.id_fic) as forms
    from judged
    inner join cells
        on
            judged.extract_id = cells.extract_id
            and judged.field_id = cells.field_id
            and judged.cell_text = cells.cell_text
    inner join source_rows on cells.source_row = source_rows.source_row
    where not judged.is_known
    group by judged.column_name, judged.value_text
),

final as (
    select
        judged.* exclude (
            judged.kind, judged.is_multi_valued, judged.source_row, judged.known_cells
        ),
        coalesce(
            judged.known_cells >= rules.minimum_cell
            and spread.forms >= rules.minimum_cell,
            false
        ) as may_be_shown,
        source_rows._file_name as file_name,
        source_rows._sheet as sheet,
        source_rows._row_number as row_number
    from judged
    cross join rules
    inner join source_rows on judged.source_row = source_rows.source_row
    left join spread
        on
            judged.column_name = spread.column_name
            and judged.value_text = spread.value_text
)

select * from final
