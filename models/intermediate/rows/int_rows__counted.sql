{{ union_with_status([
    'int_rows__inmlcf',
    'int_rows__inmlcf_cases',
    'int_rows__fiscalia',
    'int_rows__fiscalia_v3',
    'int_rows__uariv',
    'int_rows__sivigila',
    'int_rows__ungrd',
    'int_rows__defensoria_alerts',
    'int_rows__ipor',
]) }}
