with inmlcf as (
    select * from {{ ref('int_rows__inmlcf') }}
),

fiscalia as (
    select * from {{ ref('int_rows__fiscalia') }}
),

uariv as (
    select * from {{ ref('int_rows__uariv') }}
),

sivigila as (
    select * from {{ ref('int_rows__sivigila') }}
),

ungrd as (
    select * from {{ ref('int_rows__ungrd') }}
),

defensoria_alerts as (
    select * from {{ ref('int_rows__defensoria_alerts') }}
),

ipor as (
    select * from {{ ref('int_rows__ipor') }}
),

reasons as (
    select * from {{ ref('row_reasons') }}
),

all_rows as (
    select * from inmlcf

    union all

    select * from fiscalia

    union all

    select * from uariv

    union all

    select * from sivigila

    union all

    select * from ungrd

    union all

    select * from defensoria_alerts

    union all

    select * from ipor
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
