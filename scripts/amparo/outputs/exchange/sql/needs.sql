-- One row per place and category of the assessment: population and people in need, as the marts have
-- them. Parts by sex and age group are published unrounded, so they are rounded here.
with national as (
    select
        0 as admin_level,
        null as admin1_code,
        null as admin1_name,
        null as admin2_code,
        null as admin2_name,
        true as is_in_cod,
        total_population,
        child_population,
        pin,
        pin_rounded
    from marts.agg_pin_national
    where assessment_id = $assessment
),

departments as (
    select
        1 as admin_level,
        department.pcode as admin1_code,
        department.department_name as admin1_name,
        null as admin2_code,
        null as admin2_name,
        true as is_in_cod,
        figures.total_population,
        figures.child_population,
        figures.pin,
        figures.pin_rounded
    from marts.agg_pin_by_department as figures
    inner join marts.dim_department as department using (department_code)
    where figures.assessment_id = $assessment
),

municipalities as (
    select
        2 as admin_level,
        department.pcode as admin1_code,
        department.department_name as admin1_name,
        municipality.pcode as admin2_code,
        municipality.municipality_name as admin2_name,
        municipality.in_ocha_codab_2020 as is_in_cod,
        figures.total_population,
        figures.child_population,
        figures.pin,
        figures.pin_rounded,
        figures.municipality_code
    from marts.fct_pin as figures
    inner join marts.dim_municipality as municipality using (municipality_code)
    inner join marts.dim_department as department using (department_code)
    where figures.assessment_id = $assessment
),

places as (
    select * from national
    union all
    select * from departments
    union all
    select * exclude (municipality_code) from municipalities
),

categories as (
    select
        * exclude (total_population, child_population),
        'total' as category_id,
        total_population as population,
        null as sex,
        null as age_group
    from places
    union all
    select
        * exclude (total_population, child_population),
        'children' as category_id,
        child_population as population,
        null as sex,
        null as age_group
    from places
    union all
    select
        municipalities.* exclude (
            total_population, child_population, pin, pin_rounded, municipality_code
        ),
        parts.pin,
        cast(round(parts.pin) as bigint) as pin_rounded,
        'group' as category_id,
        parts.child_population as population,
        parts.sex,
        parts.age_group
    from municipalities
    inner join marts.fct_pin_by_group as parts using (municipality_code)
    where parts.assessment_id = $assessment
)

select
    admin_level,
    admin1_code,
    admin1_name,
    admin2_code,
    admin2_name,
    is_in_cod,
    category_id,
    sex,
    age_group,
    population,
    pin_rounded as in_need,
    coalesce(pin <> pin_rounded, false) as is_rounded
from categories
order by
    admin_level,
    admin1_code,
    admin2_code,
    array_position(['total', 'children', 'group'], category_id),
    age_group,
    sex
