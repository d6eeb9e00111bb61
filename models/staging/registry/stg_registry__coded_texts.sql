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
        count(*) as cells,
        min(cells.source_row) as source_row
    from cells
    inner join fields on cells.field_id = fields.field_id
    group by cells.extract_id, cells.field_id, cells.column_name, cells.cell_text
),

items as (
    select
        written.*,
        fields.kind,
        fields.value_domain,
        fields.if_unmapped,
        unnest(
            case
                when fields.is_multi_valued then {{ registry_listed('written.cell_text') }}
                else [written.cell_text]
            end
        ) as value_text
    from written
    inner join fields on written.field_id = fields.field_id
),

judged as (
    select
        items.*,
        known_values.value_id is not null
        or (items.kind = 'code' and {{ registry_code('items.value_text') }} != '') as is_known
    from items
    left join known_values
        on
            items.value_domain = known_values.value_domain
            and {{ registry_value_text('items.value_text') }} = known_values.value_text
),

-- a column moved in from elsewhere holds no known value: then nothing of it may be shown
trusted as (
    select
        extract_id,
        column_name,
        coalesce(sum(cells) filter (where is_known), 0) as known_cells
    from judged
    group by extract_id, column_name
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
        judged.extract_id,
        judged.field_id,
        judged.column_name,
        judged.value_domain,
        judged.if_unmapped,
        judged.cell_text,
        judged.value_text,
        judged.is_known,
        judged.cells,
        coalesce(
            trusted.known_cells >= rules.minimum_cell
            and spread.forms >= rules.minimum_cell,
            false
        ) as may_be_shown,
        source_rows._file_name as file_name,
        source_rows._sheet as sheet,
        source_rows._row_number as row_number
    from judged
    cross join rules
    inner join source_rows on judged.source_row = source_rows.source_row
    inner join trusted
        on
            judged.extract_id = trusted.extract_id
            and judged.column_name = trusted.column_name
    left join spread
        on
            judged.column_name = spread.column_name
            and judged.value_text = spread.value_text
)

select * from final
