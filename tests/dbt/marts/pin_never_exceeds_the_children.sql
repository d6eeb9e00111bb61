select
    assessment_id,
    municipality_code,
    pin,
    child_population
from {{ ref('fct_pin') }}
where pin > child_population or pin < 0 or child_population > total_population
