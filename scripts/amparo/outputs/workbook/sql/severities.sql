-- One row per severity of the assessment, beside the published control figures.
select
    severity,
    municipalities_before_ceiling,
    municipalities_after_ceiling,
    child_population,
    pin,
    pin_rounded,
    published_by,
    published_municipalities_before_ceiling,
    published_municipalities_after_ceiling,
    published_pin,
    pin_difference
from marts.agg_pin_by_severity
where assessment_id = $assessment
order by severity
