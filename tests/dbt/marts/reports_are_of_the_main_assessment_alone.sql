-- what a newcomer adds up is the PiN of one assessment
with

main as (
    select assessment_id from {{ ref('dim_assessment') }}
    where is_main
),

national as (
    select agg_pin_national.*
    from {{ ref('agg_pin_national') }} as agg_pin_national
    inner join main on agg_pin_national.assessment_id = main.assessment_id
),

added as (
    select
        'rpt_municipality' as report,
        count(*) as municipalities,
        count(pin) as municipalities_with_pin,
        sum(pin) as pin
    from {{ ref('rpt_municipality') }}
    union all
    select
        'rpt_department' as report,
        sum(municipalities) as municipalities,
        sum(municipalities_with_pin) as municipalities_with_pin,
        sum(pin) as pin
    from {{ ref('rpt_department') }}
)

select
    added.report,
    added.pin,
    national.pin as national_pin
from added
cross join national
where
    added.municipalities != national.municipalities
    or added.municipalities_with_pin != national.municipalities_with_pin
    or abs(coalesce(added.pin, 0) - coalesce(national.pin, 0)) > 1e-6
