-- The results that count in one table to begin with: no other assessment can be added to them.
with

pins as (
    select * from {{ ref('fct_pin') }}
),

assessments as (
    select * from {{ ref('dim_assessment') }}
    where is_main
),

municipalities as (
    select * from {{ ref('dim_municipality') }}
),

seats as (
    select * from {{ ref('municipality_seats') }}
),

severities as (
    select * from {{ ref('fct_municipality_severity') }}
),

indicators as (
    select * from {{ ref('fct_indicator_severity') }}
),

variables as (
    select * from {{ ref('dim_variable') }}
),

changes as (
    select * from {{ ref('fct_assessment_change') }}
),

-- what is 0 drives nothing
deciding as (
    select
        indicators.assessment_id,
        indicators.municipality_code,
        string_agg(variables.label_es, '; ' order by variables.sort_order) as drivers_es,
        string_agg(variables.label_en, '; ' order by variables.sort_order) as drivers_en
    from indicators
    inner join variables
        on
            list_contains(
                string_split(indicators.deciding_variables, ','), variables.variable_id
            )
    where indicators.severity > 0
    group by indicators.assessment_id, indicators.municipality_code
),

final as (
    select
        pins.municipality_code,
        municipalities.pcode,
        municipalities.municipality_name,
        municipalities.department_code,
        municipalities.department_name,
        seats.longitude,
        seats.latitude,
        assessments.assessment_id,
        assessments.label_es as assessment_es,
        assessments.label_en as assessment_en,
        assessments.is_synthetic,
        pins.severity_final,
        severities.severity_calculated,
        severities.cluster_severity_final,
        severities.is_above_ceiling,
        severities.expert_severity,
        deciding.drivers_es,
        deciding.drivers_en,
        pins.total_population,
        pins.child_population,
        pins.percentage,
        pins.pin,
        pins.pin_rounded,
        pins.missing_reason,
        changes.compared_assessment_id,
        changes.severity_change,
        changes.pin_change
    from pins
    inner join assessments on pins.assessment_id = assessments.assessment_id
    inner join municipalities on pins.municipality_code = municipalities.municipality_code
    left join seats on pins.municipality_code = seats.municipality_code
    left join severities
        on
            pins.assessment_id = severities.assessment_id
            and pins.municipality_code = severities.municipality_code
    left join deciding
        on
            pins.assessment_id = deciding.assessment_id
            and pins.municipality_code = deciding.municipality_code
    left join changes
        on
            pins.assessment_id = changes.assessment_id
            and pins.municipality_code = changes.municipality_code
)

select * from final
