with profiles as (
    select * from {{ ref('registry_profile_names') }}
),

final as (
    select
        profile_id,
        label_es,
        label_en
    from profiles
)

select * from final
