with

metrics as (
    select * from {{ ref('registry_metrics') }}
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

subredes as (
    select * from {{ ref('registry_subred_names') }}
),

overview as (
    {{ registry_overview('metrics.suppressed') }}
),

final as (
    select * exclude (period, calendar_year, calendar_quarter)
    from overview
    where localidad_code is not null
)

select * from final
