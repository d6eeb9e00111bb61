-- A way of the severity that ends in another number of municipalities or another PiN than the
-- results have, or a comparison that leaves municipalities out.
with flows as (
    select
        assessment_id,
        severity_final as severity,
        sum(municipalities) as municipalities,
        sum(pin) as pin
    from {{ ref('agg_severity_flow') }}
    group by assessment_id, severity_final
),

severities as (
    select * from {{ ref('agg_pin_by_severity') }}
),

changes as (
    select
        assessment_id,
        sum(municipalities) as municipalities
    from {{ ref('agg_assessment_change') }}
    group by assessment_id
),

national as (
    select * from {{ ref('agg_pin_national') }}
)

select
    severities.assessment_id,
    severities.severity,
    severities.municipalities_after_ceiling as expected,
    flows.municipalities as found
from severities
left join flows
    on
        severities.assessment_id = flows.assessment_id
        and severities.severity = flows.severity
where severities.municipalities_after_ceiling <> coalesce(flows.municipalities, 0)

union all

select
    severities.assessment_id,
    severities.severity,
    severities.pin as expected,
    flows.pin as found
from severities
inner join flows
    on
        severities.assessment_id = flows.assessment_id
        and severities.severity = flows.severity
where abs(coalesce(severities.pin, 0) - coalesce(flows.pin, 0)) > 0.001

union all

select
    changes.assessment_id,
    null as severity,
    national.municipalities as expected,
    changes.municipalities as found
from changes
inner join national on changes.assessment_id = national.assessment_id
where changes.municipalities <> national.municipalities
