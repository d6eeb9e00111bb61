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
    select * exclude (localidad_code, localidad_name, subred_es, subred_en)
    from overview
    where localidad_code is null
)

select * from final
