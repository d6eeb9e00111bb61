with previous as (
    select * from {{ ref('int_assessments__previous') }}
),

pins as (
    select * from {{ ref('int_pins') }}
),

final as (
    select
        pins.assessment_id,
        pins.municipality_code,
        previous.compared_assessment_id,
        cast(compared.severity_final as integer) as severity_before,
        cast(pins.severity_final as integer) as severity_after,
        cast(pins.severity_final - compared.severity_final as integer) as severity_change,
        compared.pin as pin_before,
        pins.pin as pin_after,
        pins.pin - compared.pin as pin_change
    from pins
    inner join previous on pins.assessment_id = previous.assessment_id
    left join pins as compared
        on
            previous.compared_assessment_id = compared.assessment_id
            and pins.municipality_code = compared.municipality_code
)

select * from final
