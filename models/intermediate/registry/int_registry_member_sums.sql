with

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

nationalities as (
    select * from {{ ref('registry_nationality_groups') }}
),

age_bands as (
    select * from {{ ref('registry_age_bands') }}
),

life_courses as (
    select * from {{ ref('registry_life_courses') }}
),

extract_types as (
    select
        extracts.extract_id,
        intervention_types.intervention_type_id,
        extracts.extract_id || '_' || intervention_types.intervention_type_id as extract_type
    from {{ ref('registry_extract_names') }} as extracts
    cross join {{ ref('registry_intervention_types') }} as intervention_types
),

final as (
    select
        'localidad' as part_dimension,
        localidad_code as part_member,
        'subred' as whole_dimension,
        subred_id as whole_member
    from localidades
    where subred_id is not null
    union all
    select
        'nationality' as part_dimension,
        nationality_id as part_member,
        'nationality_group' as whole_dimension,
        nationality_group_id as whole_member
    from nationalities
    union all
    select
        'age_band' as part_dimension,
        age_bands.age_band_id as part_member,
        'life_course' as whole_dimension,
        life_courses.life_course_id as whole_member
    from age_bands
    inner join life_courses
        on age_bands.age_from >= life_courses.age_from and age_bands.age_to <= life_courses.age_to
    union all
    select
        'extract_type' as part_dimension,
        extract_type as part_member,
        'extract' as whole_dimension,
        extract_id as whole_member
    from extract_types
    union all
    select
        'extract_type' as part_dimension,
        extract_type as part_member,
        'intervention_type' as whole_dimension,
        intervention_type_id as whole_member
    from extract_types
)

select * from final
