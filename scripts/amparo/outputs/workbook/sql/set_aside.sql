-- One row per source row or fragment set aside, of all assessments; none of the registry.
select
    if($language = 'es', source.label_es, source.label_en) as source,
    rows_left.file_name,
    rows_left.sheet as file_sheet,
    rows_left.row_number,
    if($language = 'es', rows_left.label_es, rows_left.label_en) as reason,
    rows_left.place_text,
    rows_left.data_year,
    rows_left.amount,
    if($language = 'es', rows_left.what_to_do_es, rows_left.what_to_do_en) as what_to_do
from marts.fct_row_set_aside as rows_left
inner join marts.dim_source as source using (source_id)
order by rows_left.source_id, rows_left.file_name, rows_left.sheet, rows_left.row_number, rows_left.fragment
