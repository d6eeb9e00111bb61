-- One row per file and source, of all assessments.
select
    if($language = 'es', source.label_es, source.label_en) as source,
    accounting.file_name,
    accounting.rows_read,
    accounting.rows_used,
    accounting.rows_set_aside,
    accounting.rows_out_of_scope,
    if($language = 'es', accounting.unit_es, accounting.unit_en) as amount_unit,
    accounting.amount_read,
    accounting.amount_used,
    accounting.amount_set_aside,
    accounting.amount_out_of_scope,
    accounting.amount_restated,
    accounting.is_rounded,
    accounting.is_suppressed,
    accounting.is_synthetic,
    accounting.file_sha256
from marts.fct_row_accounting as accounting
left join marts.dim_source as source using (source_id)
order by accounting.source_id, accounting.file_name
