-- A row per fault: the seed, the row as it stands in the file, and what is wrong with it.
with scales as (
    select * from {{ ref('severity_scales') }}
),

levels as (
    select max(severity) as highest from {{ ref('score_steps') }}
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
        neighbours.*,
        case
            when rows_of_step > 1
                then 'two rows for severity ' || severity
            when upper_bound <= previous_bound
                then
                    'upper_bound ' || upper_bound || ' is not above ' || previous_bound
                    || ' of severity ' || previous_severity
            when previous_severity > 0 and severity != previous_severity + 1
                then 'gap: severity ' || previous_severity || ' is followed by ' || severity
            when next_severity is null and severity != levels.highest
                then 'gap: the scale ends at severity ' || severity
            when next_severity is null and not isinf(upper_bound)
                then 'gap: the last step ends at ' || upper_bound || ', write inf'
            when next_severity is not null and isinf(upper_bound)
                then 'overlap: severity ' || severity || ' is open upward but not the last step'
        end as problem
    from neighbours
    cross join levels
)

select
    'severity_scales' as seed,
    concat_ws(',', methodology_id, variable_id, severity) as seed_row,
    problem
from problems
where problem is not null
