-- The quality gate looks at texts, the models at cells: a value one of them does not know, neither
-- does the other.
with texts as (
    select
        extract_id,
        field_id,
        sum(cells) as cells
    from {{ ref('stg_registry__coded_texts') }}
    where not is_known
    group by extract_id, field_id
),

counted as (
    select
        extract_id,
        field_id,
        count(*) as cells
    from {{ ref('stg_registry__cells') }}
    where reason_id = 'unmapped_value'
    group by extract_id, field_id
)

select
    coalesce(texts.extract_id, counted.extract_id) as extract_id,
    coalesce(texts.field_id, counted.field_id) as field_id,
    texts.cells as told_by_gate,
    counted.cells as counted_by_models
from texts
full outer join counted
    on
        texts.extract_id = counted.extract_id
        and texts.field_id = counted.field_id
where coalesce(texts.cells, 0) != coalesce(counted.cells, 0)
