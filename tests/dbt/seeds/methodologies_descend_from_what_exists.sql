-- A row per fault: the seed, the row as it stands in the file, and what is wrong with it.
with stated as (
    select
        methodology_id as id,
        nullif(parent_methodology_id, '') as parent_id
    from {{ ref('methodologies') }}
),

lineage as (
    {{ lineage(ref('methodologies'), 'methodology_id', 'parent_methodology_id') }}
),

circles as (
    select distinct methodology_id as id
    from lineage
    where distance > 0 and methodology_id = ancestor_id
),

problems as (
    select
        stated.id,
        stated.parent_id,
        case
            when circles.id is not null then 'desciende de sí misma · descends from itself'
            when stated.parent_id is not null and parents.id is null
                then
                    'no existe de quien desciende: ' || stated.parent_id || ' · unknown parent '
                    || stated.parent_id
        end as problem
    from stated
    left join stated as parents on stated.parent_id = parents.id
    left join circles on stated.id = circles.id
)

select
    'methodologies' as seed,
    concat_ws(',', id, parent_id) as seed_row,
    problem
from problems
where problem is not null
