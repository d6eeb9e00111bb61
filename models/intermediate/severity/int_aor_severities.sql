with municipalities as (
    select * from {{ ref('int_assessments__municipalities') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

scores as (
    select * from {{ ref('int_municipality_scores') }}
),

steps as (
    select * from {{ ref('int_methodologies__score_steps') }}
),

areas as (
    select * from {{ ref('int_cluster_areas__severities') }}
),

-- the first step whose upper bound reaches the score, for the score and for its bounds
computed as (
    select
        scores.assessment_id,
        scores.municipality_code,
        min(steps.severity) filter (where scores.score <= steps.upper_bound) as severity,
        min(steps.severity) filter (where scores.score_lower <= steps.upper_bound)
            as severity_lower,
        min(steps.severity) filter (where scores.score_upper <= steps.upper_bound)
            as severity_upper
    from scores
    inner join steps on scores.methodology_id = steps.methodology_id
    group by scores.assessment_id, scores.municipality_code
),

published as (
    select * from areas
    where area_role = 'own'
),

final as (
    select
        municipalities.assessment_id,
        municipalities.municipality_code,
        assessments.severity_basis,
        scores.mean_severity,
        cast(scores.score as integer) as score,
        case assessments.severity_basis
            when 'published' then published.severity
            else computed.severity
        end as severity_calculated,
        case assessments.severity_basis
            when 'published' then published.severity
            else computed.severity_lower
        end as severity_lower,
        case assessments.severity_basis
            when 'published' then published.severity
            else computed.severity_upper
        end as severity_upper,
        scores.variables_with_data,
        scores.variables_total
    from municipalities
    inner join assessments on municipalities.assessment_id = assessments.assessment_id
    left join scores
        on
            municipalities.assessment_id = scores.assessment_id
            and municipalities.municipality_code = scores.municipality_code
    left join computed
        on
            municipalities.assessment_id = computed.assessment_id
            and municipalities.municipality_code = computed.municipality_code
    left join published
        on
            municipalities.assessment_id = published.assessment_id
            and municipalities.municipality_code = published.municipality_code
)

select * from final
