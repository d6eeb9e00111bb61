-- A reason without a row in the seed could not be told to anybody.
select
    found.reason_id,
    found.cells
from {{ ref('int_registry__cell_reasons') }} as found
left join {{ ref('registry_cell_reasons') }} as reasons on found.reason_id = reasons.reason_id
where reasons.reason_id is null
