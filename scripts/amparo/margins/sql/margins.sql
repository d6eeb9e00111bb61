-- One row per municipality and variable: the nearest amounts above and below at which the final severity is another,
-- all else as it is. A rate reaches a bound with the first whole case that rounds beyond it; whoever has a case is at
-- least at 1.
with

now_measured as (
    select
        severities.municipality_code,
        severities.variable_id,
        severities.severity,
        coalesce(severities.cases, severities.measure_value) as amount,
        severities.denominator,
        variable.measure,
        variable.rate_per
    from warehouse.intermediate.int_variable_severities as severities
    inner join warehouse.marts.dim_variable as variable using (variable_id)
    where
        severities.assessment_id = $assessment
        and severities.severity is not null
        -- where nobody lives no number of cases makes a rate
        and (variable.measure != 'rate' or severities.denominator > 0)
),

edges as (
    select
        variable_id,
        severity,
        upper_bound,
        max(upper_bound) over (
            partition by variable_id order by severity
            rows between unbounded preceding and 1 preceding
        ) as bound_below
    from warehouse.marts.dim_severity_scale
    inner join warehouse.marts.dim_assessment using (methodology_id)
    where assessment_id = $assessment
),

moved as (
    select
        now_measured.*,
        whatifs.severity as other_severity,
        other.severity_final as other_final,
        now.severity_final,
        whatifs.severity > now_measured.severity as is_up,
        floor(if(whatifs.severity > now_measured.severity, edges.bound_below, edges.upper_bound))
            as bound
    from now_measured
    inner join whatifs using (variable_id)
    inner join edges on whatifs.variable_id = edges.variable_id and whatifs.severity = edges.severity
    inner join warehouse.intermediate.int_municipality_severities as now
        on
            now_measured.municipality_code = now.municipality_code
            and now.assessment_id = $assessment
    inner join amparo.intermediate.int_municipality_severities as other
        on
            now_measured.municipality_code = other.municipality_code
            and whatifs.whatif_id = other.assessment_id
    where
        whatifs.severity != now_measured.severity
        and other.severity_final is distinct from now.severity_final
),

-- the first amount past the bound on the way up, the last one not past it on the way down
reached as (
    select
        *,
        case
            when measure != 'rate' then if(is_up, bound + 1, bound)
            when bound < 1 then if(is_up, 1, 0)
            else ceil((2 * bound + 1) * denominator / (2.0 * rate_per)) - if(is_up, 0, 1)
        end as other_amount
    from moved
)

select
    reached.municipality_code,
    municipality.municipality_name,
    municipality.department_name,
    reached.variable_id,
    if($language = 'es', variable.label_es, variable.label_en) as variable,
    if($language = 'es', variable.unit_es, variable.unit_en) as unit,
    reached.measure,
    reached.is_up,
    reached.severity,
    reached.amount,
    reached.other_severity,
    reached.other_amount,
    abs(reached.other_amount - reached.amount) as margin,
    reached.severity_final,
    reached.other_final,
    pin.pin
from reached
inner join warehouse.marts.dim_municipality as municipality using (municipality_code)
inner join warehouse.marts.dim_variable as variable using (variable_id)
left join warehouse.marts.fct_pin as pin
    on reached.municipality_code = pin.municipality_code and pin.assessment_id = $assessment
qualify row_number() over (
    partition by reached.municipality_code, reached.variable_id, reached.is_up
    order by margin asc, reached.other_severity asc
) = 1
order by margin asc, pin.pin desc nulls last, reached.municipality_code, variable.sort_order
