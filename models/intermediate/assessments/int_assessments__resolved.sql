with assessments as (
    select * from {{ ref('assessments') }}
),

settings as (
    {{ inherited(
        ref('assessment_settings'),
        ref('int_assessments__lineage'),
        'assessment_id',
        per=['setting'],
    ) }}
),

final as (
    select
        assessments.assessment_id,
        assessments.parent_assessment_id,
        assessments.is_main,
        max(settings.value) filter (where settings.setting = 'methodology_id') as methodology_id,
        max(settings.value) filter (where settings.setting = 'municipality_list')
            as municipality_list,
        max(settings.value) filter (where settings.setting = 'severity_basis') as severity_basis,
        max(settings.value) filter (where settings.setting = 'cluster_basis') as cluster_basis,
        max(settings.value) filter (where settings.setting = 'cap_at_cluster') = 'true'
            as is_capped_at_cluster,
        cast(max(settings.value) filter (where settings.setting = 'hpc_cycle') as integer)
            as hpc_cycle,
        cast(
            max(settings.value) filter (where settings.setting = 'rate_population_year') as integer
        ) as rate_population_year,
        cast(
            max(settings.value) filter (where settings.setting = 'pin_population_year') as integer
        ) as pin_population_year,
        list({
            'setting': settings.setting,
            'value': settings.value,
            'stated_by_assessment_id': settings.stated_by_assessment_id
        } order by settings.setting) as stated_settings
    from assessments
    inner join settings on assessments.assessment_id = settings.assessment_id
    group by assessments.assessment_id, assessments.parent_assessment_id, assessments.is_main
)

select * from final
