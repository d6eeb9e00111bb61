-- One row per municipality of the assessment whose severity is above the cluster's.
select
    municipality.pcode,
    municipality.municipality_name,
    municipality.department_name,
    breach.severity_calculated,
    breach.cluster_severity_calculated,
    breach.expert_decision,
    breach.cluster_severity_final,
    breach.is_capped_at_cluster,
    breach.severity_final
from marts.fct_ceiling_breach as breach
inner join marts.dim_municipality as municipality using (municipality_code)
where breach.assessment_id = $assessment
order by municipality.municipality_code
