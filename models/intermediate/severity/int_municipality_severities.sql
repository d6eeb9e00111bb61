with calculated as (
    select * from {{ ref('int_municipality_severities__calculated') }}
),

clusters as (
    select * from {{ ref('int_cluster_severities') }}
),

decisions as (
    select * from {{ ref('int_expert_decisions__checked') }}
    where is_in_force
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

joined as (
    select
        calculated.*,
        assessments.is_capped_at_cluster,
        assessments.cluster_basis,
        own_decisions.decision as aor_expert_decision,
        own_decisions.severity_after as aor_expert_severity,
        coalesce(own_decisions.severity_after, calculated.severity_calculated) as severity_decided,
        clusters.cluster_severity_calculated,
        clusters.other_areas_with_data,
        clusters.is_cluster_partial,
        clusters.areas_published,
        decisions.decision as expert_decision,
        decisions.severity_after as expert_severity,
        decisions.approved_by as expert_approved_by,
        decisions.approved_on as expert_approved_on,
        clusters.highest_other
    from calculated
    inner join assessments on calculated.assessment_id = assessments.assessment_id
    inner join clusters
        on
            calculated.assessment_id = clusters.assessment_id
            and calculated.municipality_code = clusters.municipality_code
    left join decisions
        on
            calculated.assessment_id = decisions.assessment_id
            and calculated.municipality_code = decisions.reported_under
            and decisions.decision_stage = 'cluster'
    left join decisions as own_decisions
        on
            calculated.assessment_id = own_decisions.assessment_id
            and calculated.municipality_code = own_decisions.reported_under
            and own_decisions.decision_stage = 'aor'
),

-- a computed cluster follows what was decided of this AoR; a published one stands
clustered as (
    select
        *,
        coalesce(
            expert_severity,
            case
                when aor_expert_severity is not null and cluster_basis = 'computed'
                    then greatest(severity_decided, highest_other)
                else cluster_severity_calculated
            end
        ) as cluster_severity_final
    from joined
),

final as (
    select
        * exclude (cluster_basis, highest_other),
        coalesce(severity_decided > cluster_severity_final, false) as is_above_ceiling,
        -- what the ceiling alone would leave, had no expert decided
        {{ under_ceiling(
            'severity_calculated', 'cluster_severity_calculated', 'is_capped_at_cluster'
        ) }}
            as severity_before_experts,
        {{ under_ceiling('severity_decided', 'cluster_severity_final', 'is_capped_at_cluster') }}
            as severity_final
    from clustered
)

select * from final
