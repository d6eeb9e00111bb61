{{ config(tags=["beyond_seeds"]) }}

-- Without a row in source_units nobody could say in what unit the rows of the source are lost.
select
    'source_units' as seed,
    sources.source_id as seed_row,
    'la fuente ' || sources.source_id || ' no tiene fila: nombre su unidad, o déjela vacía'
    || ' · source ' || sources.source_id
    || ' has no row: name its unit, or leave it blank' as problem
from {{ ref('stg_landing__declared_sources') }} as sources
left join {{ ref('source_units') }} as units on sources.source_id = units.source_id
where units.source_id is null
