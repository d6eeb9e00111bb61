with recorded as (
    select * from {{ ref('int_registry__recorded') }}
    where row_reason is null
),

intervention_types as (
    select * from {{ ref('registry_intervention_types') }}
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

nationality_groups as (
    select * from {{ ref('registry_nationality_groups') }}
),

age_bands as (
    select * from {{ ref('registry_age_bands') }}
),

life_courses as (
    select * from {{ ref('registry_life_courses') }}
),

aged as (
    select
        *,
        coalesce(age, birth_age) as age_years
    from recorded
),

final as (
    select
        aged.intervention_key,
        aged.extract_id,
        aged.file_name,
        aged.sheet,
        aged.row_number,
        aged.form_key,
        aged.form_number_key,
        aged.previous_form_number_key,
        aged.previous_intervention_date,
        aged.row_in_form,
        aged.rows_in_form,
        aged.intervention_date,
        cast(year(aged.intervention_date) as integer) as intervention_year,
        aged.intervention_type as intervention_type_id,
        intervention_types.is_identification,
        aged.localidad as localidad_code,
        coalesce(aged.subred, localidades.subred_id) as subred_id,
        localidades.municipality_code,
        aged.home_localidad as home_localidad_code,
        aged.work_localidad as work_localidad_code,
        aged.profile as profile_id,
        aged.has_child_block,
        aged.age_years,
        age_bands.age_band_id,
        coalesce(aged.life_course, life_courses.life_course_id) as life_course_id,
        aged.sex as sex_id,
        aged.gender as gender_id,
        aged.nationality as nationality_id,
        nationality_groups.nationality_group_id,
        aged.ethnicity as ethnicity_id,
        aged.disability as disability_id,
        aged.health_regime as health_regime_id,
        coalesce(aged.dwelling_stratum, aged.guardian_stratum) as stratum_id,
        aged.household_tie as household_tie_id,
        aged.occupation as occupation_id,
        aged.is_student,
        aged.education_level as education_level_id,
        aged.work_place as work_place_id,
        aged.work_unit_class as work_unit_class_id,
        aged.zone as zone_id
    from aged
    left join intervention_types
        on aged.intervention_type = intervention_types.intervention_type_id
    left join localidades on aged.localidad = localidades.localidad_code
    left join nationality_groups on aged.nationality = nationality_groups.nationality_id
    left join age_bands on aged.age_years between age_bands.age_from and age_bands.age_to
    left join life_courses on aged.age_years between life_courses.age_from and life_courses.age_to
)

select * from final
