with

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

-- A column per dimension, named as in the seed registry_dimensions. Every row has a member of each,
-- `unknown` at the least: nothing is lost.
final as (
    select
        intervention_key,
        'total' as total,
        coalesce(localidad_code, 'unknown') as localidad,
        coalesce(subred_id, 'unknown') as subred,
        coalesce(extract_id, 'unknown') as extract,  -- noqa: RF04
        coalesce(intervention_type_id, 'unknown') as intervention_type,
        coalesce(extract_id || '_' || intervention_type_id, 'unknown') as extract_type,
        coalesce(profile_id, 'unknown') as profile,
        coalesce(age_band_id, 'unknown') as age_band,
        coalesce(life_course_id, 'unknown') as life_course,
        coalesce(sex_id, 'unknown') as sex,
        coalesce(gender_id, 'unknown') as gender,
        coalesce(nationality_group_id, 'unknown') as nationality_group,
        coalesce(nationality_id, 'unknown') as nationality,
        coalesce(ethnicity_id, 'unknown') as ethnicity,
        coalesce(disability_id, 'unknown') as disability,
        coalesce(health_regime_id, 'unknown') as health_regime,
        coalesce(stratum_id, 'unknown') as stratum,
        coalesce(household_tie_id, 'unknown') as household_tie,
        coalesce(occupation_id, 'unknown') as occupation,
        coalesce(
            case when is_student then 'student' when not is_student then 'not_student' end,
            'unknown'
        ) as school_status,
        coalesce(education_level_id, 'unknown') as education_level,
        coalesce(work_place_id, 'unknown') as work_place,
        coalesce(zone_id, 'unknown') as zone,  -- noqa: RF04
        coalesce(home_localidad_code, 'unknown') as home_localidad,
        coalesce(work_localidad_code, 'unknown') as work_localidad,
        coalesce(cast(intervention_year as varchar), 'unknown') as calendar_year
    from interventions
)

select * from final
