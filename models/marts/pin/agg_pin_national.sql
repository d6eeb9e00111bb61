with severities as (
    select * from {{ ref('int_municipality_severities') }}
),

pins as (
    select * from {{ ref('fct_pin') }}
),

published as (
    select * from {{ ref('int_published_figures') }}
),

published_totals as (
    select
        assessment_id,
        sum(pin) as pin
    from published
    group by assessment_id
),

-- with no severity of its own a municipality could be anything: bounds show what is left open
final as (
    select
        severities.assessment_id,
        cast(count(*) as integer) as municipalities,
        cast(count(severities.severity_calculated) as integer) as municipalities_with_severity,
        cast(count(pins.pin) as integer) as municipalities_with_pin,
        cast(count(*) filter (where severities.is_above_ceiling) as integer)
            as municipalities_above_ceiling,
        cast(count(*) filter (where severities.is_cluster_partial) as integer)
            as municipalities_with_partial_cluster,
        cast(sum(severities.variables_with_data) as bigint) as variables_with_data,
        cast(sum(severities.variables_total) as bigint) as variables_total,
        cast(sum(pins.total_population) as bigint) as total_population,
        cast(sum(pins.child_population) as bigint) as child_population,
        sum(pins.pin) as pin,
        cast({{ round_half_away('sum(pins.pin)') }} as bigint) as pin_rounded,
        sum(pins.pin)
        / nullif(sum(pins.child_population) filter (where pins.pin is not null), 0)
            as pin_share,
        max(published_totals.pin) as published_pin,
        sum(pins.pin) - max(published_totals.pin) as pin_difference
    from severities
    inner join pins
        on
            severities.assessment_id = pins.assessment_id
            and severities.municipality_code = pins.municipality_code
    left join published_totals on severities.assessment_id = published_totals.assessment_id
    group by severities.assessment_id
)

select * from final
