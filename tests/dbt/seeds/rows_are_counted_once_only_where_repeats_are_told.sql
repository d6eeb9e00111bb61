-- A row per fault: the seed, the row as it stands in the file, and what is wrong with it.
select
    'components' as seed,
    component_id as seed_row,
    'identical_rows solo puede ser once en uariv, ungrd y sivigila'
    || ' · identical_rows may be once for uariv, ungrd and sivigila only' as problem
from {{ ref('components') }}
where identical_rows = 'once' and source_id not in ('uariv', 'ungrd', 'sivigila')
