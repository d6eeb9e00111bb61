{%- set first_step = 'min(steps.severity) filter (where {} <= steps.upper_bound)' %}
with municipalities as (
    select * from {{ ref('int_assessments__municipalities') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

indicators as (
    select * from {{ ref('int_indicator_severities') }}
),

weights as (
    select * from {{ ref('dim_indicator_weight') }}
),

steps as (
    select * from {{ ref('dim_score_step') }}
),

areas as (
    select * from {{ ref('int_cluster_areas__severities') }}
),

-- mean of the weighted severities over the indicators; a missing one leaves no score
means as (
    select
        indicators.assessment_id,
        indicators.municipality_code,
        assessments.methodology_id,
        case
            when count(indicators.severity) = count(*)
                then sum(weights.weight * indicators.severity) / count(*)
        end as mean_severity,
        sum(weights.weight * indicators.severity_lower) / count(*) as mean_lower,
        sum(weights.weight * indicators.severity_upper) / count(*) as mean_upper,
        cast(sum(indicators.variables_with_data) as integer) as variables_with_data,
        cast(sum(indicators.variables_total) as integer) as variables_total
    from indicators
    inner join assessments on indicators.assessment_id = assessments.assessment_id
    inner join weights
        on
            assessments.methodology_id = weights.methodology_id
            and indicators.indicator_id = weights.indicator_id
    group by all
),

-- the first step whose upper bound reaches the score, which is the mean rounded
computed as (
    select
        means.assessment_id,
        means.municipality_code,
        means.mean_severity,
        means.variables_with_data,
        means.variables_total,
        {{ first_step.format(round_half_away('means.mean_severity')) }} as severity_calculated,
        {{ first_step.format(round_half_away('means.mean_lower')) }} as severity_lower,
        {{ first_step.format(round_half_away('means.mean_upper')) }} as severity_upper
    from means
    left join steps on means.methodology_id = steps.methodology_id
    group by all
),

published as (
    select
        areas.assessment_id,
        areas.municipality_code,
        areas.severity as severity_calculated,
        areas.severity as severity_lower,
        areas.severity as severity_upper
    from areas
    inner join assessments on areas.assessment_id = assessments.assessment_id
    where areas.area_role = 'own' and assessments.severity_basis = 'published'
),

severities as (
    select * from computed
    union all by name
    select * from published
),

final as (
    select
        municipalities.assessment_id,
        municipalities.municipality_code,
        assessments.severity_basis,
        severities.mean_severity,
        cast({{ round_half_away('severities.mean_severity') }} as integer) as score,
        severities.severity_calculated,
        severities.severity_lower,
        severities.severity_upper,
        severities.variables_with_data,
        severities.variables_total
    from municipalities
    inner join assessments on municipalities.assessment_id = assessments.assessment_id
    left join severities
        on
            municipalities.assessment_id = severities.assessment_id
            and municipalities.municipality_code = severities.municipality_code
)

select * from final
