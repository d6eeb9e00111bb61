{{ inherited(
    ref('severity_scales'),
    ref('int_methodologies__lineage'),
    'methodology_id',
    per=['variable_id'],
) }}
