-- A row per fault: the seed, the row as it stands in the file, and what is wrong with it.
with scales as (
    select * from {{ ref('severity_scales') }}
),

levels as (
    select max(severity) as highest from {{ ref('score_steps') }}
),

-- a level is a severity already; what is counted can be none
counted as (
    select distinct variable_id
    from {{ ref('variables') }}
    where measure != 'level'
),

neighbours as (
    select
        *,
        count(*) over (partition by methodology_id, variable_id, severity) as rows_of_step,
        lag(severity) over steps as previous_severity,
        lag(upper_bound) over steps as previous_bound,
        lead(severity) over steps as next_severity
    from scales
    window steps as (
        partition by methodology_id, variable_id order by severity, upper_bound
    )
),

problems as (
    select
        neighbours.methodology_id,
        neighbours.variable_id,
        neighbours.severity,
        case
            when neighbours.rows_of_step > 1
                then
                    'dos filas para la severidad ' || neighbours.severity
                    || ' · two rows for severity ' || neighbours.severity
            when neighbours.upper_bound <= neighbours.previous_bound
                then
                    'upper_bound ' || neighbours.upper_bound || ' no pasa de '
                    || neighbours.previous_bound || ', el de la severidad '
                    || neighbours.previous_severity || ' · upper_bound ' || neighbours.upper_bound
                    || ' is not above ' || neighbours.previous_bound || ' of severity '
                    || neighbours.previous_severity
            when
                counted.variable_id is not null
                and neighbours.previous_severity is null
                and (neighbours.severity != 0 or neighbours.upper_bound != 0)
                then
                    'hueco: la escala de un conteo o una tasa empieza con severity 0 y upper_bound '
                    || '0, y una metodología que cambia un paso los declara todos · gap: the scale '
                    || 'of a count or rate begins with severity 0 and upper_bound 0, and a '
                    || 'methodology that changes one step states them all'
            when neighbours.previous_severity is null and neighbours.severity > 1
                then
                    'hueco: la escala empieza en la severidad ' || neighbours.severity
                    || '; una metodología que cambia un paso los declara todos · gap: the scale '
                    || 'begins with severity ' || neighbours.severity
                    || '; a methodology that changes one step states them all'
            when
                neighbours.previous_severity > 0
                and neighbours.severity != neighbours.previous_severity + 1
                then
                    'hueco: a la severidad ' || neighbours.previous_severity || ' le sigue '
                    || neighbours.severity || ' · gap: severity ' || neighbours.previous_severity
                    || ' is followed by ' || neighbours.severity
            when neighbours.next_severity is null and neighbours.severity != levels.highest
                then
                    'hueco: la escala termina en la severidad ' || neighbours.severity
                    || ' · gap: the scale ends at severity ' || neighbours.severity
            when neighbours.next_severity is null and not isinf(neighbours.upper_bound)
                then
                    'hueco: el último paso termina en ' || neighbours.upper_bound
                    || ', escriba inf · gap: the last step ends at ' || neighbours.upper_bound
                    || ', write inf'
            when neighbours.next_severity is not null and isinf(neighbours.upper_bound)
                then
                    'traslape: la severidad ' || neighbours.severity
                    || ' no tiene tope y no es el último paso · overlap: severity '
                    || neighbours.severity || ' is open upward but not the last step'
        end as problem
    from neighbours
    cross join levels
    left join counted on neighbours.variable_id = counted.variable_id
)

select
    'severity_scales' as seed,
    concat_ws(',', methodology_id, variable_id, severity) as seed_row,
    problem
from problems
where problem is not null
