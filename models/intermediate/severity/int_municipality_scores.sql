with indicator_severities as (
    select * from {{ ref('int_indicator_severities') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

indicators as (
    select * from {{ ref('int_methodologies__indicators') }}
),

-- mean of the weighted severities over the indicators; a missing one leaves no score
weighted as (
    select
        assessments.assessment_id,
        assessments.methodology_id,
        indicator_severities.municipality_code,
        sum(indicators.weight * indicator_severities.severity) / count(*) as mean_severity,
        count(indicator_severities.severity) = count(*) as is_complete,
        sum(indicators.weight * indicator_severities.severity_lower) / count(*) as mean_lower,
        sum(indicators.weight * indicator_severities.severity_upper) / count(*) as mean_upper,
        cast(sum(indicator_severities.variables_with_data) as integer) as variables_with_data,
        cast(sum(indicator_severities.variables_total) as integer) as variables_total
    from indicator_severities
    inner join assessments
        on indicator_severities.assessment_id = assessments.assessment_id
    inner join indicators
        on
            assessments.methodology_id = indicators.methodology_id
            and indicator_severities.indicator_id = indicators.indicator_id
    group by all
),

final as (
    select
        assessment_id,
        methodology_id,
        municipality_code,
        case when is_complete then mean_severity end as mean_severity,
        case when is_complete then {{ round_half_away('mean_severity') }} end as score,
        {{ round_half_away('mean_lower') }} as score_lower,
        {{ round_half_away('mean_upper') }} as score_upper,
        variables_with_data,
        variables_total
    from weighted
)

select * from final
