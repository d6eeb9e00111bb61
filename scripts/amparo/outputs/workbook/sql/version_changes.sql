-- One row per municipality that moved with this version, in the main assessment; the greatest change first.
select
    municipality.pcode,
    municipality.municipality_name,
    municipality.department_name,
    changes.severity_before as version_severity_before,
    changes.severity_after as version_severity_after,
    changes.pin_before as version_pin_before,
    changes.pin_after as version_pin_after,
    changes.pin_after - changes.pin_before as version_pin_change,
    changes.compared_version
from manifest.changes as changes
inner join marts.dim_municipality as municipality using (municipality_code)
where changes.assessment_id = $assessment
order by abs(version_pin_change) desc nulls last, municipality.municipality_code
