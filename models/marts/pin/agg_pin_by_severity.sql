with assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

levels as (
    select distinct severity from {{ ref('score_steps') }}
),

severities as (
    select * from {{ ref('int_municipality_severities') }}
),

pins as (
    select * from {{ ref('fct_pin') }}
),

published as (
    select * from {{ ref('int_published_figures') }}
),

before_ceiling as (
    select
        assessment_id,
        severity_calculated as severity,
        count(*) as municipalities
    from severities
    group by assessment_id, severity_calculated
),

after_ceiling as (
    select
        assessment_id,
        severity_final as severity,
        count(*) as municipalities,
        sum(child_population) as child_population,
        sum(pin) as pin
    from pins
    group by assessment_id, severity_final
),

final as (
    select
        assessments.assessment_id,
        cast(levels.severity as integer) as severity,
        cast(coalesce(before_ceiling.municipalities, 0) as integer)
            as municipalities_before_ceiling,
        cast(coalesce(after_ceiling.municipalities, 0) as integer) as municipalities_after_ceiling,
        cast(after_ceiling.child_population as bigint) as child_population,
        after_ceiling.pin,
        cast({{ round_half_away('after_ceiling.pin') }} as bigint) as pin_rounded,
        published.published_by,
        published.municipalities_before_ceiling as published_municipalities_before_ceiling,
        published.municipalities_after_ceiling as published_municipalities_after_ceiling,
        published.pin as published_pin,
        after_ceiling.pin - published.pin as pin_difference
    from assessments
    cross join levels
    left join before_ceiling
        on
            assessments.assessment_id = before_ceiling.assessment_id
            and levels.severity = before_ceiling.severity
    left join after_ceiling
        on
            assessments.assessment_id = after_ceiling.assessment_id
            and levels.severity = after_ceiling.severity
    left join published
        on
            assessments.assessment_id = published.assessment_id
            and levels.severity = published.severity
)

select * from final
