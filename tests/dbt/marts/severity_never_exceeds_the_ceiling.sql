select
    severities.assessment_id,
    severities.municipality_code,
    severities.severity_final,
    severities.cluster_severity_final
from {{ ref('fct_municipality_severity') }} as severities
inner join {{ ref('dim_assessment') }} as assessments
    on severities.assessment_id = assessments.assessment_id
where
    assessments.is_capped_at_cluster
    and severities.severity_final > severities.cluster_severity_final
