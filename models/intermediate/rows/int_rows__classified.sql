with counted as (
    select * from {{ ref('int_rows__counted') }}
),

others as (
    select * from {{ ref('int_rows__others') }}
),

final as (
    select * from counted
    union all
    select * from others
)

select * from final
