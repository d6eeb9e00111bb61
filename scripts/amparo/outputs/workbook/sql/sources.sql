-- One row per source: vintage and licence.
select
    if($language = 'es', label_es, label_en) as source,
    provider,
    licence,
    is_delivered,
    is_synthetic,
    first_year_used,
    last_year_used,
    cutoffs,
    files,
    rows_read,
    cast(loaded_at as date) as loaded_on
from marts.dim_source
order by source_id
