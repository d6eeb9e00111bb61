with subredes as (
    select * from {{ ref('registry_subred_names') }}
),

final as (
    select
        subred_id,
        subred_number,
        label_es,
        label_en
    from subredes
)

select * from final
