-- One row per municipality, sex and age group of the assessment; written as one row per municipality.
select
    municipality.pcode,
    municipality.municipality_name,
    municipality.department_name,
    pin.child_population,
    pin.pin,
    parts.sex,
    parts.age_group,
    parts.pin as group_pin
from marts.fct_pin as pin
inner join marts.dim_municipality as municipality using (municipality_code)
left join marts.fct_pin_by_group as parts using (assessment_id, municipality_code)
where pin.assessment_id = $assessment
order by
    municipality.municipality_code,
    parts.sex,
    -- 6-11 before 12-17
    try_cast(string_split(parts.age_group, '-')[1] as integer),
    parts.age_group
