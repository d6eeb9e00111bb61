-- An unreadable row would shrink a denominator in silence: correct the file instead.
select
    file_name,
    row_number,
    place_text,
    row_reason
from {{ ref('int_rows__classified') }}
where
    source_id = 'dane'
    and row_reason in (
        'invalid_year', 'unknown_sex', 'unknown_area', 'invalid_number', 'total_mismatch'
    )
