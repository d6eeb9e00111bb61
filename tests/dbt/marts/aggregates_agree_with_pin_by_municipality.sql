with pins as (
    select
        assessment_id,
        coalesce(sum(pin), 0) as pin
    from {{ ref('fct_pin') }}
    group by assessment_id
),

departments as (
    select
        assessment_id,
        coalesce(sum(pin), 0) as pin
    from {{ ref('agg_pin_by_department') }}
    group by assessment_id
),

severities as (
    select
        assessment_id,
        coalesce(sum(pin), 0) as pin
    from {{ ref('agg_pin_by_severity') }}
    group by assessment_id
),

national as (
    select
        assessment_id,
        coalesce(pin, 0) as pin
    from {{ ref('agg_pin_national') }}
)

select
    pins.assessment_id,
    pins.pin,
    departments.pin as by_department,
    severities.pin as by_severity,
    national.pin as national_pin
from pins
left join departments on pins.assessment_id = departments.assessment_id
left join severities on pins.assessment_id = severities.assessment_id
left join national on pins.assessment_id = national.assessment_id
where
    departments.pin is null
    or severities.pin is null
    or national.pin is null
    or abs(pins.pin - departments.pin) > 1e-4
    or abs(pins.pin - severities.pin) > 1e-4
    or abs(pins.pin - national.pin) > 1e-4
