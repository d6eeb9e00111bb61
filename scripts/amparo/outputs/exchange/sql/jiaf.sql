-- One row per municipality of the assessment.
select
    row_number() over (order by municipality.municipality_code) as id,
    department.department_name,
    department.pcode as department_pcode,
    municipality.municipality_name,
    municipality.pcode,
    pin.total_population,
    pin.pin,
    pin.severity_final,
    pin.missing_reason
from marts.fct_pin as pin
inner join marts.dim_municipality as municipality using (municipality_code)
inner join marts.dim_department as department using (department_code)
where pin.assessment_id = $assessment
order by municipality.municipality_code
