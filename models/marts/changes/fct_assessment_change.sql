with assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

pins as (
    select * from {{ ref('fct_pin') }}
),

-- a variant is of its parent's cycle; what only inherits settings from an earlier year is none
described as (
    select
        assessments.assessment_id,
        assessments.is_main,
        assessments.hpc_cycle,
        varied.assessment_id as varied_assessment_id
    from assessments
    left join assessments as varied
        on
            assessments.parent_assessment_id = varied.assessment_id
            and assessments.hpc_cycle = varied.hpc_cycle
),

with_results as (
    select distinct assessment_id
    from pins
    where pin is not null
),

-- a variant is compared with what it varies, all others with the latest cycle before
previous as (
    select
        described.assessment_id,
        earlier.assessment_id as compared_assessment_id
    from described
    inner join described as earlier
        on
            described.varied_assessment_id = earlier.assessment_id
            or (described.hpc_cycle > earlier.hpc_cycle and earlier.varied_assessment_id is null)
    inner join with_results on earlier.assessment_id = with_results.assessment_id
    qualify
        row_number() over (
            partition by described.assessment_id
            order by
                earlier.assessment_id = coalesce(described.varied_assessment_id, '') desc,
                earlier.hpc_cycle desc, earlier.is_main desc, earlier.assessment_id asc
        ) = 1
),

final as (
    select
        pins.assessment_id,
        pins.municipality_code,
        previous.compared_assessment_id,
        compared.severity_final as severity_before,
        pins.severity_final as severity_after,
        pins.severity_final - compared.severity_final as severity_change,
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
