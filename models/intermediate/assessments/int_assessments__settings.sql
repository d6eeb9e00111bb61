{{ inherited(
    ref('assessment_settings'),
    ref('int_assessments__lineage'),
    'assessment_id',
    per=['setting'],
) }}
