-- One row per department of the assessment.
select
    department.pcode as department_pcode,
    department.department_name,
    pin.municipalities,
    pin.municipalities_with_pin,
    pin.total_population,
    pin.child_population,
    pin.pin,
    pin.pin_rounded,
    pin.pin_share
from marts.agg_pin_by_department as pin
inner join marts.dim_department as department using (department_code)
where pin.assessment_id = $assessment
order by department.department_code
