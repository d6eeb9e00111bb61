-- A row per fault: the seed, the row as it stands in the file, and what is wrong with it.
with assessments as (
    select
        assessment_id,
        parent_assessment_id,
        is_main,
        count(*) filter (where is_main) over () as mains,
        row_number() over (order by assessment_id) as place
    from {{ ref('assessments') }}
),

problems as (
    select
        assessment_id,
        parent_assessment_id,
        case
            when mains > 1 and is_main
                then
                    'is_main es true en ' || mains || ' filas, no en una · is_main is true in '
                    || mains || ' rows, not in one'
            when mains = 0 and place = 1
                then
                    'is_main no es true en ninguna fila: diga de cuál son los resultados'
                    || ' · is_main is true in no row: say whose results count'
        end as problem
    from assessments
)

select
    'assessments' as seed,
    concat_ws(',', assessment_id, parent_assessment_id) as seed_row,
    problem
from problems
where problem is not null
