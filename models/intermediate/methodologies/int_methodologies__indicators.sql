{{ inherited(
    ref('indicators'),
    ref('int_methodologies__lineage'),
    'methodology_id',
    per=['indicator_id'],
) }}
