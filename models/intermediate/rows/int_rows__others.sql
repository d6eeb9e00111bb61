with defensoria_classifications as (
    select * from {{ ref('int_rows__defensoria_classifications') }}
),

dane as (
    select * from {{ ref('int_rows__dane') }}
),

hpc_severities as (
    select * from {{ ref('int_rows__hpc_severities') }}
),

hpc_pins as (
    select * from {{ ref('int_rows__hpc_pins') }}
),

experts as (
    select * from {{ ref('int_rows__experts') }}
),

reasons as (
    select * from {{ ref('row_reasons') }}
),

all_rows as (
    select * from defensoria_classifications

    union all

    select * from dane

    union all

    select * from hpc_severities

    union all

    select * from hpc_pins

    union all

    select * from experts
),

final as (
    select
        all_rows.*,
        case
            when all_rows.row_reason is null then 'used'
            else reasons.row_status
        end as row_status
    from all_rows
    left join reasons on all_rows.row_reason = reasons.reason
)

select * from final
