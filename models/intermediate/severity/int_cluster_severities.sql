with calculated as (
    select * from {{ ref('int_municipality_severities__calculated') }}
),

areas as (
    select * from {{ ref('int_cluster_areas__severities') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

others as (
    select
        assessment_id,
        municipality_code,
        max(severity) filter (where area_role in ('aor', 'general')) as highest_other,
        count(severity) filter (where area_role in ('aor', 'general')) as other_areas_with_data,
        max(severity) filter (where area_role = 'cluster') as cluster_published,
        string_agg(area_id || ' ' || severity, ', ' order by area_id) as areas_published
    from areas
    group by assessment_id, municipality_code
),

final as (
    select
        calculated.assessment_id,
        calculated.municipality_code,
        calculated.severity_calculated,
        -- what a computed cluster cannot fall below, whatever is decided of this AoR
        case assessments.cluster_basis when 'computed' then others.highest_other end
            as highest_other,
        case assessments.cluster_basis
            when 'published' then others.cluster_published
            else greatest(calculated.severity_calculated, others.highest_other)
        end as cluster_severity_calculated,
        coalesce(others.other_areas_with_data, 0) as other_areas_with_data,
        -- without the other areas the cluster's severity is no more than this AoR's own
        assessments.cluster_basis = 'computed'
        and coalesce(others.other_areas_with_data, 0) = 0 as is_cluster_partial,
        others.areas_published
    from calculated
    inner join assessments on calculated.assessment_id = assessments.assessment_id
    left join others
        on
            calculated.assessment_id = others.assessment_id
            and calculated.municipality_code = others.municipality_code
)

select * from final
