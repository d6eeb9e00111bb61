-- A row per fault: the seed, the row as it stands in the file, and what is wrong with it.
with steps as (
    select * from {{ ref('score_steps') }}
),

neighbours as (
    select
        *,
        count(*) over (partition by methodology_id, severity) as rows_of_step,
        lag(severity) over steps as previous_severity,
        lag(upper_bound) over steps as previous_bound,
        lead(severity) over steps as next_severity
    from steps
    window steps as (partition by methodology_id order by severity, upper_bound)
),

problems as (
    select
        *,
        case
            when rows_of_step > 1
                then
                    'dos filas para la severidad ' || severity || ' · two rows for severity '
                    || severity
            when upper_bound <= previous_bound
                then
                    'upper_bound ' || upper_bound || ' no pasa de ' || previous_bound
                    || ' · upper_bound ' || upper_bound || ' is not above ' || previous_bound
            when severity != coalesce(previous_severity, 0) + 1
                then
                    'hueco: a la severidad ' || coalesce(previous_severity, 0) || ' le sigue '
                    || severity || ' · gap: severity ' || coalesce(previous_severity, 0)
                    || ' is followed by ' || severity
            when next_severity is null and not isinf(upper_bound)
                then
                    'hueco: el último paso termina en ' || upper_bound
                    || ', escriba inf · gap: the last step ends at ' || upper_bound
                    || ', write inf'
        end as problem
    from neighbours
)

select
    'score_steps' as seed,
    concat_ws(',', methodology_id, severity) as seed_row,
    problem
from problems
where problem is not null
