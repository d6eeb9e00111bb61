-- One row per file and reason for which rows were not used, of all assessments.
select
    if($language = 'es', source.label_es, source.label_en) as source,
    reason.file_name,
    reason.row_status,
    if($language = 'es', reason.label_es, reason.label_en) as reason,
    reason.source_rows,
    reason.amount,
    reason.is_restating,
    reason.is_rounded,
    reason.is_suppressed
from marts.fct_row_reason as reason
left join marts.dim_source as source using (source_id)
order by reason.source_id, reason.file_name, reason.row_status, reason.row_reason
