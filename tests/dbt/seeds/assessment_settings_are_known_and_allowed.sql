-- A row per fault: the seed, the row as it stands in the file, and what is wrong with it.
with settings as (
    select * from {{ ref('assessment_settings') }}
),

setting_names as (
    select * from {{ ref('setting_names') }}
),

methodologies as (
    select * from {{ ref('methodologies') }}
),

lists as (
    select * from {{ ref('municipality_lists') }}
),

problems as (
    select
        settings.assessment_id,
        settings.setting,
        settings.value,
        case
            when setting_names.setting is null
                then
                    'ajuste desconocido: ' || settings.setting || ' · unknown setting '
                    || settings.setting
            when
                setting_names.kind = 'integer'
                and not regexp_full_match(settings.value, '[0-9]{4}')
                then
                    'se espera un año de cuatro cifras, se encontró ' || settings.value
                    || ' · a year of four digits is wanted, found ' || settings.value
            when
                coalesce(setting_names.allowed_values, '') != ''
                and not list_contains(
                    string_split(setting_names.allowed_values, '|'), settings.value
                )
                then
                    'se admite: ' || setting_names.allowed_values || '; se encontró '
                    || settings.value || ' · allowed: ' || setting_names.allowed_values
                    || ', found ' || settings.value
            when settings.setting = 'methodology_id' and methodologies.methodology_id is null
                then
                    'metodología desconocida: ' || settings.value || ' · unknown methodology '
                    || settings.value
            when settings.setting = 'municipality_list' and lists.list_id is null
                then
                    'lista de municipios desconocida: ' || settings.value
                    || ' · unknown municipality list ' || settings.value
        end as problem
    from settings
    left join setting_names on settings.setting = setting_names.setting
    left join methodologies on settings.value = methodologies.methodology_id
    left join lists on settings.value = lists.list_id
)

select
    'assessment_settings' as seed,
    concat_ws(',', assessment_id, setting, value) as seed_row,
    problem
from problems
where problem is not null
