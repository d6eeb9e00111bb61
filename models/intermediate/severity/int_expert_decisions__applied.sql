with decisions as (
    select * from {{ ref('stg_experts__decisions') }}
    where not is_undecided
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
        coalesce(lineage.distance, 0) as distance,
        coalesce(lineage.distance, 0) > 0 as is_inherited,
        lineage.assessment_id is not null as is_assessment_known
    from decisions
    left join lineage on decisions.assessment_id = lineage.ancestor_id
),

placed as (
    select
        inherited.*,
        municipality_map.reported_under,
        clusters.municipality_code is not null as is_listed,
        clusters.cluster_severity_calculated,
        -- what the data say at the stage the decision is of, before any expert
        case inherited.decision_stage
            when 'aor' then clusters.severity_calculated
            when 'cluster' then clusters.cluster_severity_calculated
        end as severity_now
    from inherited
    left join municipality_map
        on
            inherited.assessment_id = municipality_map.assessment_id
            and inherited.municipality_code = municipality_map.municipality_code
    left join clusters
        on
            municipality_map.assessment_id = clusters.assessment_id
            and municipality_map.reported_under = clusters.municipality_code
),

final as (
    select
        placed.*,
        case
            when not placed.is_assessment_known then 'unknown_assessment'
            when placed.municipality_code is null then placed.place_reason
            when not placed.is_listed then 'not_in_municipality_list'
            when placed.decision_stage is null then 'invalid_stage'
            when not placed.is_state_known then 'invalid_state'
            when placed.state_reason is not null then placed.state_reason
            when placed.direction is null then 'invalid_decision'
            when severity_before_level.severity is null then 'invalid_severity'
            when severity_after_level.severity is null then 'invalid_severity'
            when placed.rationale is null then 'no_rationale'
            when placed.approved_by is null then 'no_approver'
            when not placed.is_dated then 'no_approval_date'
            when placed.approved_on is null then 'invalid_date'
            when placed.approved_on > {{ today() }} then 'approval_in_future'
            when placed.is_expiring and placed.expires_on is null then 'invalid_date'
            when placed.direction != sign(placed.severity_after - placed.severity_before)
                then 'direction_mismatch'
            when placed.severity_now is null then 'previous_mismatch'
            when placed.severity_before != placed.severity_now then 'previous_mismatch'
        end as fault,
        placed.expires_on is not null and placed.expires_on < {{ today() }} as is_expired
    from placed
    left join levels as severity_before_level
        on placed.severity_before = severity_before_level.severity
    left join levels as severity_after_level
        on placed.severity_after = severity_after_level.severity
)

select * from final
