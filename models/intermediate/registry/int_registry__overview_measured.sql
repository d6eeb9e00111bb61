with

metrics as (
    select * from {{ ref('int_registry__metrics_measured') }}
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

subredes as (
    select * from {{ ref('registry_subred_names') }}
),

final as (
    {{ registry_overview('false') }}
)

select * from final
