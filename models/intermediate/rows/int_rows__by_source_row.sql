with classified as (
    select * from {{ ref('int_rows__classified') }}
),

-- a row in fragments is used when any fragment is, set aside when none is but one was lost
final as (
    select
        source_id,
        table_name,
        file_name,
        sheet,
        row_number,
        case
            when bool_or(row_status = 'used') then 'used'
            when bool_or(row_status = 'set_aside') then 'set_aside'
            else 'out_of_scope'
        end as row_status,
        count(*) as fragments,
        sum(amount) as amount,
        sum(amount) filter (where row_status = 'used') as amount_used,
        sum(amount) filter (where row_status = 'set_aside') as amount_set_aside,
        sum(amount) filter (where row_status = 'out_of_scope') as amount_out_of_scope
    from classified
    group by source_id, table_name, file_name, sheet, row_number
)

select * from final
