with

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

outcomes as (
    select * from {{ ref('int_registry__outcomes') }}
),

-- A column per dimension, named as in the seed registry_dimensions even where SQL knows the word:
-- the names become rows, and no query writes them. Every row has a member of each, `unknown` at
-- the least: nothing is lost.
member_columns as (
    select
        interventions.intervention_key,
        'total' as total,
        coalesce(interventions.localidad_code, 'unknown') as localidad,
        coalesce(interventions.subred_id, 'unknown') as subred,
        coalesce(interventions.extract_id, 'unknown') as extract,
        coalesce(interventions.intervention_type_id, 'unknown') as intervention_type,
        coalesce(
            interventions.extract_id || '_' || interventions.intervention_type_id, 'unknown'
        ) as extract_type,
        coalesce(interventions.profile_id, 'unknown') as profile,
        coalesce(interventions.age_band_id, 'unknown') as age_band,
        coalesce(interventions.life_course_id, 'unknown') as life_course,
        coalesce(interventions.sex_id, 'unknown') as sex,
        coalesce(interventions.gender_id, 'unknown') as gender,
        coalesce(interventions.nationality_group_id, 'unknown') as nationality_group,
        coalesce(interventions.nationality_id, 'unknown') as nationality,
        coalesce(interventions.ethnicity_id, 'unknown') as ethnicity,
        coalesce(interventions.disability_id, 'unknown') as disability,
        coalesce(interventions.health_regime_id, 'unknown') as health_regime,
        coalesce(interventions.stratum_id, 'unknown') as stratum,
        coalesce(interventions.household_tie_id, 'unknown') as household_tie,
        coalesce(interventions.occupation_id, 'unknown') as occupation,
        coalesce(
            case
                when interventions.is_student then 'student'
                when not interventions.is_student then 'not_student'
            end,
            'unknown'
        ) as school_status,
        coalesce(interventions.education_level_id, 'unknown') as education_level,
        coalesce(interventions.work_place_id, 'unknown') as work_place,
        coalesce(interventions.zone_id, 'unknown') as zone,
        coalesce(interventions.home_localidad_code, 'unknown') as home_localidad,
        coalesce(interventions.work_localidad_code, 'unknown') as work_localidad,
        coalesce(outcomes.left_work_status_id, 'unknown') as left_work_status,
        coalesce(cast(interventions.intervention_year as varchar), 'unknown') as calendar_year
    from interventions
    left join outcomes on interventions.intervention_key = outcomes.intervention_key
),

final as (
    select
        intervention_key,
        dimension,
        member
    from member_columns
    unpivot (
        member for dimension in (columns(* exclude (intervention_key)))
    )
)

select * from final
