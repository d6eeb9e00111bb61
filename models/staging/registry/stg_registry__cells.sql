with read_cells as (
    select * from {{ ref('base_registry__read') }}
),

limits as (
    select * from {{ ref('registry_limits') }}
    where factor = 1
),

landings as (
    select max(cast(loaded_at as date)) as landed_on
    from {{ ref('stg_landing__files') }}
    where source_id = 'registry'
),

conversions as (
    select * from {{ ref('registry_limits') }}
    where factor != 1
),

-- SI and Si, with and without its code: all but the usual spelling of a field's value are variants
spellings as (
    select
        field_id,
        cell_text,
        first_value(cell_text) over (
            partition by field_id, value_id order by count(*) desc, cell_text
        ) as usual_text
    from read_cells
    where kind = 'value' and value_id is not null
    group by field_id, value_id, cell_text
    qualify cell_text != usual_text
),

judged as (
    select
        read_cells.*,
        read_cells.read_number * coalesce(conversions.factor, 1) as number_in_unit,
        case
            when read_cells.kind in ('value', 'code') and read_cells.value_id is null
                then 'unmapped_value'
            when spellings.usual_text is not null then 'spelling_variant'
            when read_cells.kind = 'date' and read_cells.read_date is null then 'invalid_date'
            when cast(read_cells.read_date as varchar) = read_cells.filler_date then 'filler_date'
            when
                year(read_cells.read_date) < limits.lower
                or read_cells.read_date > landings.landed_on
                then 'date_out_of_range'
            -- landing wrote why there is no age
            when read_cells.kind = 'birth_age' and read_cells.read_number is null
                then read_cells.cell_text
            when read_cells.kind = 'number' and read_cells.read_number is null
                then 'invalid_number'
            when conversions.limit_id is not null then 'unit_converted'
            when read_cells.read_number not between limits.lower and limits.upper
                then 'number_out_of_range'
        end as reason_id
    from read_cells
    cross join landings
    left join spellings
        on
            read_cells.field_id = spellings.field_id
            and read_cells.cell_text = spellings.cell_text
    left join limits on read_cells.limit_id = limits.limit_id
    left join conversions
        on
            read_cells.limit_id = conversions.limit_id
            and read_cells.read_number between conversions.lower and conversions.upper
),

reasons as (
    select * from {{ ref('registry_cell_reasons') }}
),

final as (
    select
        judged.source_row,
        judged.extract_id,
        judged.field_id,
        judged.item_number,
        case when judged.kind in ('value', 'code') then judged.cell_text end as cell_text,
        case when coalesce(reasons.is_used, true) then judged.value_id end as value_id,
        coalesce(judged.is_default, false) as is_default,
        case when coalesce(reasons.is_used, true) then judged.read_date end as date_value,
        case when coalesce(reasons.is_used, true) then judged.number_in_unit end as number_value,
        judged.reason_id
    from judged
    left join reasons on judged.reason_id = reasons.reason_id
)

select * from final
