select
    source_id,
    file_name,
    rows_read,
    rows_used + rows_set_aside + rows_out_of_scope as rows_accounted_for
from {{ ref('fct_row_accounting') }}
where rows_read != rows_used + rows_set_aside + rows_out_of_scope
