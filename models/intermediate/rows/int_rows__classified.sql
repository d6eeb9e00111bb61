with dane as (
    select * from {{ ref('int_rows__dane') }}
),

inmlcf as (
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

defensoria_classifications as (
    select * from {{ ref('int_rows__defensoria_classifications') }}
),

ipor as (
    select * from {{ ref('int_rows__ipor') }}
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
    select * from dane

    union all

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

    select * from defensoria_classifications

    union all

    select * from ipor

    union all

    select * from hpc_severities

    union all

    select * from hpc_pins

    union all

    select * from experts
),

final as (
    select
        all_rows.source_id,
        all_rows.table_name,
        all_rows.file_name,
        all_rows.sheet,
        all_rows.row_number,
        all_rows.fragment,
        all_rows.component_id,
        all_rows.data_year,
        all_rows.place_key,
        all_rows.place_text,
        all_rows.municipality_code,
        all_rows.amount,
        case
            when all_rows.row_reason is null then 'used'
            else reasons.row_status
        end as row_status,
        all_rows.row_reason
    from all_rows
    left join reasons on all_rows.row_reason = reasons.reason
)

select * from final
