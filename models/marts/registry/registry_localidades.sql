with localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

final as (
    select
        localidad_code,
        localidad_name,
        localidad_name as label_es,
        label_en,
        subred_id,
        municipality_code,
        is_in_city
    from localidades
)

select * from final
