{{ inherited(
    ref('assessment_data_years'),
    ref('int_assessments__lineage'),
    'assessment_id',
    per=['component_id'],
) }}
