-- An age in no band, or in two, would be lost or counted twice.
with bands as (
    select
        'registry_age_bands' as seed,
        age_band_id as seed_row,
        age_from,
        age_to
    from {{ ref('registry_age_bands') }}

    union all

    select
        'registry_life_courses' as seed,
        life_course_id as seed_row,
        age_from,
        age_to
    from {{ ref('registry_life_courses') }}
),

limits as (
    select * from {{ ref('registry_limits') }}
    where limit_id = 'age_years'
),

ordered as (
    select
        *,
        lag(age_to) over (partition by seed order by age_from) as age_before,
        lead(age_from) over (partition by seed order by age_from) as age_after
    from bands
)

select
    ordered.seed,
    ordered.seed_row,
    'empieza en ' || ordered.age_from || ' y termina en ' || ordered.age_to
    || ': hueco, traslape, o no son los límites de age_years · begins at ' || ordered.age_from
    || ' and ends at ' || ordered.age_to || ': a gap, an overlap, or not the limits age_years'
        as problem
from ordered
cross join limits
where
    ordered.age_from != coalesce(ordered.age_before + 1, limits.lower)
    or (ordered.age_after is null and ordered.age_to != limits.upper)
    or ordered.age_from > ordered.age_to
