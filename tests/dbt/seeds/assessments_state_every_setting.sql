-- A row per fault: the seed, the row that is missing from it, and what is wrong.
with assessments as (
    select * from {{ ref('assessments') }}
),

setting_names as (
    select * from {{ ref('setting_names') }}
),

settings as (
    select
        assessment_id,
        unnest(list_transform(stated_settings, one -> one.setting)) as setting
    from {{ ref('int_assessments__resolved') }}
)

select
    'assessment_settings' as seed,
    concat_ws(',', assessments.assessment_id, setting_names.setting) as seed_row,
    'ni la evaluación ni aquella de la que desciende declara ' || setting_names.setting
    || ' · neither the assessment nor an ancestor states ' || setting_names.setting as problem
from assessments
cross join setting_names
left join settings
    on
        assessments.assessment_id = settings.assessment_id
        and setting_names.setting = settings.setting
where settings.setting is null
