with unmatched as (
    select * from {{ ref('stg_places__resolved') }}
    where
        municipality_code is null
        -- where the code leads nowhere either, a name that is known will do
        and place_reason in ('no_such_name', 'no_such_code', 'invalid_code')
),

candidates as (
    select * from {{ ref('int_places__candidates') }}
),

names as (
    select * from {{ ref('stg_places__names') }}
),

known_departments as (
    select distinct
        department_normalised,
        department_code
    from names
),

thresholds as (
    select
        {{ parameter('alias_likeness') }} as least_likeness,
        {{ parameter('alias_lead') }} as least_lead
),

-- two names in one cell are two places, however much they look like the first
named_inside as (
    select distinct
        unmatched.place_key,
        names.municipality_code
    from unmatched
    inner join names
        on
            unmatched.department_normalised = names.department_normalised
            and contains(
                ' ' || unmatched.municipality_normalised || ' ',
                ' ' || names.municipality_normalised || ' '
            )
),

-- a name close to just one municipality of its department
final as (
    select
        unmatched.place_key,
        unmatched.source_id,
        unmatched.municipality_text,
        unmatched.municipality_normalised,
        known_departments.department_code,
        candidates.nearest_code as municipality_code,
        candidates.nearest_name as municipality_name,
        candidates.nearest_likeness as likeness
    from unmatched
    inner join known_departments
        on unmatched.department_normalised = known_departments.department_normalised
    inner join candidates
        on
            unmatched.place_key = candidates.place_key
            and known_departments.department_code = left(candidates.nearest_code, 2)
    inner join thresholds
        on
            candidates.nearest_likeness >= thresholds.least_likeness
            and candidates.nearest_likeness - coalesce(candidates.next_likeness, 0)
            >= thresholds.least_lead
    left join named_inside
        on
            unmatched.place_key = named_inside.place_key
            and candidates.nearest_code != named_inside.municipality_code
    where named_inside.place_key is null
)

select * from final
