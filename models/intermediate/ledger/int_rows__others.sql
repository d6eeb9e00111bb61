{{ union_with_status([
    'int_rows__defensoria_classifications',
    'int_rows__dane',
    'int_rows__dane_wide',
    'int_rows__hpc',
    'int_rows__experts',
    'int_rows__registry',
    'int_rows__registry_population',
]) }}
