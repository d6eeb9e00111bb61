with unmatched as (
    select * from {{ ref('stg_places__resolved') }}
    where
        municipality_code is null
        and place_reason in ('no_such_name', 'no_such_code', 'invalid_code')
        and department_normalised is not null
        and municipality_normalised is not null
),

names as (
    select * from {{ ref('stg_places__names') }}
),

thresholds as (
    select
        {{ parameter('alias_likeness') }} as least_likeness,
        {{ parameter('alias_lead') }} as least_lead
),

departments as (
    select * from {{ ref('departments') }}
),

known_departments as (
    select distinct
        department_normalised,
        department_code
    from names
),

unknown_departments as (
    select distinct unmatched.department_normalised
    from unmatched
    left join known_departments
        on unmatched.department_normalised = known_departments.department_normalised
    where known_departments.department_code is null
),

scored as (
    select
        unknown_departments.department_normalised,
        known_departments.department_code,
        max(jaro_winkler_similarity(
            unknown_departments.department_normalised, known_departments.department_normalised
        )) as likeness
    from unknown_departments
    cross join known_departments
    group by unknown_departments.department_normalised, known_departments.department_code
),

ranked as (
    select
        *,
        lead(likeness) over likeliest_first as next_likeness,
        row_number() over likeliest_first as department_rank
    from scored
    window likeliest_first as (
        partition by department_normalised order by likeness desc, department_code asc
    )
),

municipalities_there as (
    select distinct
        department_code,
        municipality_normalised
    from names
    where municipalities = 1
),

-- only where the municipality has just this name there: then the department's spelling was all
final as (
    select
        unmatched.place_key,
        unmatched.source_id,
        unmatched.department_text,
        unmatched.department_normalised,
        ranked.department_code,
        departments.department_name,
        ranked.likeness
    from unmatched
    inner join ranked
        on
            unmatched.department_normalised = ranked.department_normalised
            and ranked.department_rank = 1
    inner join thresholds
        on
            ranked.likeness >= thresholds.least_likeness
            and ranked.likeness - coalesce(ranked.next_likeness, 0) >= thresholds.least_lead
    inner join departments on ranked.department_code = departments.department_code
    inner join municipalities_there
        on
            ranked.department_code = municipalities_there.department_code
            and unmatched.municipality_normalised = municipalities_there.municipality_normalised
)

select * from final
