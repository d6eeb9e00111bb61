-- An unreadable row would shrink a denominator in silence: correct the file instead.
select
    file_name,
    row_number,
    place_text,
    row_reason
from {{ ref('int_rows__dane') }}
where row_reason in ('invalid_year', 'unknown_sex', 'invalid_number')
