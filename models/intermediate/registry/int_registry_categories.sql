-- Categories of the registry's dimensions with their names; each kind has a seed of its own. A
-- place of null stands last.
with

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

subredes as (
    select * from {{ ref('registry_subred_names') }}
),

extracts as (
    select * from {{ ref('registry_extract_names') }}
),

profiles as (
    select * from {{ ref('registry_profile_names') }}
),

age_bands as (
    select * from {{ ref('registry_age_bands') }}
),

life_courses as (
    select * from {{ ref('registry_life_courses') }}
),

intervention_types as (
    select * from {{ ref('registry_intervention_types') }}
),

final as (
    select
        unnest(['localidad', 'home_localidad', 'work_localidad']) as dimension,
        localidad_code as member,
        cast(localidad_code as integer) as place,
        localidad_name as label_es,
        label_en
    from localidades

    union all

    select
        'subred' as dimension,
        subred_id as member,
        subred_number as place,
        label_es,
        label_en
    from subredes

    union all

    select
        'extract' as dimension,
        extract_id as member,
        extract_order as place,
        label_es,
        label_en
    from extracts

    union all

    select
        'profile' as dimension,
        profile_id as member,
        cast(null as integer) as place,
        label_es,
        label_en
    from profiles

    union all

    select
        'age_band' as dimension,
        age_band_id as member,
        band_order as place,
        label_es,
        label_en
    from age_bands

    union all

    select
        'life_course' as dimension,
        life_course_id as member,
        age_from as place,
        label_es,
        label_en
    from life_courses

    union all

    select
        'intervention_type' as dimension,
        intervention_type_id as member,
        type_number as place,
        label_es,
        label_en
    from intervention_types

    union all

    select
        'extract_type' as dimension,
        extracts.extract_id || '_' || intervention_types.intervention_type_id as member,
        extracts.extract_order * 10 + intervention_types.type_number as place,
        extracts.label_es || ' · ' || intervention_types.label_es as label_es,
        extracts.label_en || ' · ' || intervention_types.label_en as label_en
    from extracts
    cross join intervention_types
)

select * from final
