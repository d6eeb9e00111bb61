with unmatched as (
    select * from {{ ref('stg_places__resolved') }}
    where
        municipality_code is null
        -- where the source itself knows no municipality there is none to suggest
        and place_reason not in ('department_wide', 'unknown_place', 'abroad')
),

municipalities as (
    select * from {{ ref('municipalities') }}
),

names as (
    select * from {{ ref('stg_places__names') }}
),

thresholds as (
    select
        {{ parameter('candidate_likeness') }} as least_likeness,
        {{ parameter('candidates_shown') }} as shown
),

known_departments as (
    select distinct
        department_normalised,
        department_code
    from names
),

located as (
    select
        unmatched.place_key,
        unmatched.municipality_normalised,
        unmatched.candidate_code,
        coalesce(known_departments.department_code, unmatched.department_code_stated)
            as department_code
    from unmatched
    left join known_departments
        on unmatched.department_normalised = known_departments.department_normalised
),

-- by likeness of the name, within the department where it is known; a retired code names its own
scored as (
    select
        located.place_key,
        municipalities.municipality_code,
        municipalities.municipality_name,
        case
            when located.candidate_code = municipalities.municipality_code then 1
            else
                jaro_winkler_similarity(
                    located.municipality_normalised,
                    {{ normalise_text('municipalities.municipality_name') }}
                )
        end as likeness
    from located
    inner join municipalities
        on
            located.department_code = municipalities.department_code
            or located.candidate_code = municipalities.municipality_code
            or located.department_code is null
    where located.municipality_normalised is not null or located.candidate_code != ''
),

ranked as (
    select
        scored.*,
        thresholds.shown,
        row_number() over (
            partition by scored.place_key
            order by scored.likeness desc, scored.municipality_code asc
        ) as place_rank
    from scored
    inner join thresholds on scored.likeness >= thresholds.least_likeness
),

final as (
    select
        place_key,
        string_agg(municipality_code || ' ' || municipality_name, '; ' order by place_rank)
        filter (where place_rank <= shown) as candidates,
        min(municipality_code) filter (where place_rank = 1) as nearest_code,
        min(municipality_name) filter (where place_rank = 1) as nearest_name,
        max(likeness) filter (where place_rank = 1) as nearest_likeness,
        max(likeness) filter (where place_rank = 2) as next_likeness
    from ranked
    group by place_key
)

select * from final
