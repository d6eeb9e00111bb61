with classified as (
    select * from {{ ref('int_rows__counted') }}
),

components as (
    select * from {{ ref('components') }}
),

gaps as (
    select * from {{ ref('delivery_gaps') }}
),

-- what the landed files hold, whatever became of the rows
held as (
    select distinct
        source_id,
        table_name,
        component_id,
        data_year
    from classified
    where component_id is not null and data_year is not null
),

-- where not one row could be used and some were set aside (codes that join nothing, alerts nobody
-- classified), the file says nothing about any municipality
unread as (
    select
        component_id,
        data_year
    from classified
    where component_id is not null
    group by component_id, data_year
    having bool_or(row_status = 'set_aside') and not bool_or(row_status = 'used')
),

-- nor does it then of a component it holds no row of
silent as (
    select
        table_name,
        data_year
    from classified
    where component_id is not null
    group by table_name, data_year
    having bool_or(row_status = 'set_aside') and not bool_or(row_status = 'used')
),

delivered as (
    select distinct
        components.component_id,
        held.data_year
    from components
    inner join held
        on
            components.source_id = held.source_id
            and (
                components.delivered_by = 'source'
                or components.component_id = held.component_id
            )
    left join gaps
        on
            components.component_id = gaps.component_id
            and held.table_name = gaps.table_name
    left join silent
        on
            held.table_name = silent.table_name
            and held.data_year = silent.data_year
    where gaps.component_id is null and silent.table_name is null
),

final as (
    select
        delivered.component_id,
        delivered.data_year
    from delivered
    left join unread
        on
            delivered.component_id = unread.component_id
            and delivered.data_year = unread.data_year
    where unread.component_id is null
)

select * from final
