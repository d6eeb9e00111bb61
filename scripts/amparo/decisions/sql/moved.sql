-- One row per assessment and municipality: severity and PiN as built, and with the filled rows approved.
select
    built.assessment_id,
    built.municipality_code,
    municipality.department_name,
    built.severity_final as severity_before,
    filled.severity_final as severity_after,
    built.pin as pin_before,
    filled.pin as pin_after,
    built.severity_final is distinct from filled.severity_final
    or (built.pin is null) != (filled.pin is null)
    or coalesce(round(built.pin) != round(filled.pin), false) as is_moved
from warehouse.marts.fct_pin as built
inner join amparo.marts.fct_pin as filled using (assessment_id, municipality_code)
inner join amparo.marts.dim_municipality as municipality using (municipality_code)
order by built.assessment_id, built.municipality_code
