-- The variables' severities in each of them: one is as asked, all others as they are.
create table amparo.intermediate.int_variable_severities as
with asked as (
    select
        severities.* exclude (assessment_id, severity, severity_lower, severity_upper),
        whatifs.whatif_id as assessment_id,
        severities.severity,
        severities.severity_lower,
        severities.severity_upper,
        case
            when severities.variable_id = whatifs.variable_id then cast(whatifs.severity as integer)
        end as asked_severity
    from warehouse.intermediate.int_variable_severities as severities
    cross join whatifs
    where severities.assessment_id = $assessment
)

select
    * exclude (asked_severity) replace (
        coalesce(asked_severity, severity) as severity,
        coalesce(asked_severity, severity_lower) as severity_lower,
        coalesce(asked_severity, severity_upper) as severity_upper
    )
from asked
