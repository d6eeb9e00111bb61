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

-- a form may name another subred than its localidad's: there the localidad lies in no one subred
astray as (
    select distinct interventions.localidad_code
    from {{ ref('int_registry__interventions') }} as interventions
    inner join localidades on interventions.localidad_code = localidades.localidad_code
    where interventions.subred_id != localidades.subred_id
),

-- nor does an age band lie in one life course where a form notes another
astray_bands as (
    select distinct interventions.age_band_id
    from {{ ref('int_registry__interventions') }} as interventions
    inner join life_courses
        on interventions.age_years between life_courses.age_from and life_courses.age_to
    where interventions.life_course_id != life_courses.life_course_id
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
    where
        subred_id is not null
        and localidad_code not in (select astray.localidad_code from astray)
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
    where age_bands.age_band_id not in (select astray_bands.age_band_id from astray_bands)
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
