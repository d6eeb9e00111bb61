-- One row per check of the quality gate that was not simply passed or skipped.
select
    check_id,
    source_id,
    table_name,
    column_name,
    kind,
    expected,
    outcome_if_failed,
    status,
    faults,
    looked_at,
    faults is null or looked_at is null as is_suppressed,
    acknowledged_by,
    acknowledged_why
from marts.fct_quality_check
where status not in ('passed', 'skipped')
order by check_id
