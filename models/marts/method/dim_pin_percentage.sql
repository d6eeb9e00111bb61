{{ inherited(
    ref('pin_percentages'),
    ref('int_methodologies__lineage'),
    'methodology_id',
    per=[],
) }}
