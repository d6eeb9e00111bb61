with decisions as (
    select * from {{ ref('stg_experts__decisions') }}
),

lineage as (
    select * from {{ ref('int_assessments__lineage') }}
),

municipality_map as (
    select * from {{ ref('int_assessments__municipality_map') }}
),

clusters as (
    select * from {{ ref('int_cluster_severities') }}
),

levels as (
    select distinct severity from {{ ref('score_steps') }}
),

-- a variant takes over its parent's decisions, checked against its own severities
inherited as (
    select
        decisions.* exclude (assessment_id),
        decisions.assessment_id as stated_for_assessment_id,
        coalesce(lineage.assessment_id, decisions.assessment_id) as assessment_id,
        coalesce(lineage.distance, 0) > 0 as is_inherited,
        lineage.assessment_id is not null as is_assessment_known
    from decisions
    left join lineage on decisions.assessment_id = lineage.ancestor_id
),

checked as (
    select
        inherited.*,
        municipality_map.reported_under,
        clusters.cluster_severity_calculated,
        case
            when not inherited.is_assessment_known then 'unknown_assessment'
            when inherited.municipality_code is null then inherited.place_reason
            when clusters.municipality_code is null then 'not_in_municipality_list'
            when inherited.direction is null then 'invalid_decision'
            when severity_before_level.severity is null then 'invalid_severity'
            when severity_after_level.severity is null then 'invalid_severity'
            when inherited.approved_by is null then 'no_approver'
            when not inherited.is_dated then 'no_approval_date'
            when inherited.approved_on is null then 'invalid_date'
            when inherited.direction != sign(inherited.severity_after - inherited.severity_before)
                then 'direction_mismatch'
            when clusters.cluster_severity_calculated is null then 'previous_mismatch'
            when inherited.severity_before != clusters.cluster_severity_calculated
                then 'previous_mismatch'
        end as fault
    from inherited
    left join municipality_map
        on
            inherited.assessment_id = municipality_map.assessment_id
            and inherited.municipality_code = municipality_map.municipality_code
    left join clusters
        on
            municipality_map.assessment_id = clusters.assessment_id
            and municipality_map.reported_under = clusters.municipality_code
    left join levels as severity_before_level
        on inherited.severity_before = severity_before_level.severity
    left join levels as severity_after_level
        on inherited.severity_after = severity_after_level.severity
),

ranked as (
    select
        *,
        row_number() over (
            partition by assessment_id, reported_under, fault is null
            order by approved_on desc nulls last, file_name desc, sheet desc, row_number desc
        ) as recency
    from checked
),

final as (
    select
        *,
        case
            when fault is not null then fault
            when recency > 1 then 'superseded'
        end as rejection_reason,
        fault is null and recency = 1 as is_in_force
    from ranked
)

select * from final
