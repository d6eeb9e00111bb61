with severities as (
    select * from {{ ref('int_municipality_severities') }}
),

pins as (
    select * from {{ ref('fct_pin') }}
),

final as (
    select
        severities.assessment_id,
        concat_ws(
            '>',
            coalesce(cast(severities.severity_calculated as varchar), '-'),
            coalesce(cast(severities.severity_before_experts as varchar), '-'),
            coalesce(cast(severities.severity_final as varchar), '-')
        ) as flow,
        cast(severities.severity_calculated as integer) as severity_calculated,
        cast(severities.severity_before_experts as integer) as severity_before_experts,
        cast(severities.severity_final as integer) as severity_final,
        cast(count(*) as integer) as municipalities,
        sum(pins.pin) as pin
    from severities
    inner join pins
        on
            severities.assessment_id = pins.assessment_id
            and severities.municipality_code = pins.municipality_code
    group by
        severities.assessment_id,
        severities.severity_calculated,
        severities.severity_before_experts,
        severities.severity_final
)

select * from final
