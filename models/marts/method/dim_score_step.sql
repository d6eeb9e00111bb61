{{ inherited(
    ref('score_steps'),
    ref('int_methodologies__lineage'),
    'methodology_id',
    per=[],
) }}
