"""A published registry of invented figures, to draw the report's pages with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

SUPPRESSED_MEMBER = "03"
TABLES = """
create or replace table marts.dim_metric as select * from (values
    ('children', 'record', 'count', false, 1, 'NNA identificados', 'Children identified'),
    ('closed', 'response', 'share', true, 2, 'Casos cerrados', 'Closed cases')
) t(metric_id, topic_id, unit_id, has_interval, metric_order, label_es, label_en);
alter table marts.dim_metric add column definition_es varchar default 'Definición inventada';
alter table marts.dim_metric add column definition_en varchar default 'Invented definition';

create or replace table marts.registry_localidades as select
    lpad(cast(n as varchar), 2, '0') as localidad_code,
    'Localidad ' || n as label_es, 'Localidad ' || n as label_en
from range(1, 21) t(n);

create or replace table marts.registry_metrics as
select
    'closed' as metric_id, 'all' as period, 'localidad' as dimension,
    lpad(cast(n as varchar), 2, '0') as member,
    case when n <> 3 then 40 + 3 * n end as numerator,
    case when n <> 3 then 100 + 40 * n end as denominator,
    case when n <> 3 then (40 + 3 * n) / (100 + 40 * n) end as value,
    case when n <> 3 then (40 + 3 * n) / (100 + 40 * n) - 0.05 end as lower,
    case when n <> 3 then (40 + 3 * n) / (100 + 40 * n) + 0.06 end as upper,
    n = 3 as suppressed, 0.93 as coverage
from range(1, 21) t(n)
union all by name
select
    'closed' as metric_id, (2021 + n // 4) || '-T' || (1 + n % 4) as period, 'total' as dimension,
    'total' as member, 100 + n as numerator, 400 + n as denominator, 0.2 + n / 60 as value,
    0.15 + n / 60 as lower, 0.26 + n / 60 as upper, false as suppressed, 1 as coverage
from range(0, 16) t(n);

create or replace table marts.registry_gaps as
select
    metric_id, dimension, member, numerator, denominator, value, lower, upper,
    0.12 as reference_value, 0.01 as p_value, 0.04 as p_value_adjusted,
    case when not suppressed then value > 0.3 end as is_significant,
    case when not suppressed then 0.12 - 0.6 / sqrt(denominator) end as funnel_lower_95,
    case when not suppressed then 0.12 + 0.6 / sqrt(denominator) end as funnel_upper_95,
    case when not suppressed then 0.12 - 1 / sqrt(denominator) end as funnel_lower_998,
    case when not suppressed then 0.12 + 1 / sqrt(denominator) end as funnel_upper_998,
    case when suppressed then null when value > 0.12 + 1 / sqrt(denominator) then 'above_outer'
    else 'within' end as funnel_position, suppressed
from marts.registry_metrics where dimension = 'localidad';

create or replace table marts.registry_factors as select * from (values
    (
        'reintervention', 'sex', 'male', 'female',
        1.4, 1.1, 1.8, 1.3, 1.0, 1.7, 0.04, 120, 900, 24.0, null, false
    ),
    (
        'reintervention', 'age_band', '12-14', '6-11',
        0.7, 0.5, 1.0, 0.8, 0.55, 1.1, 0.2, 120, 900, 24.0, null, false
    ),
    (
        'reintervention', 'nationality_group', 'other', 'colombia',
        null, null, null, null, null, null, null, null, null, null, null, true
    )
) t(model_id, factor_id, member, reference_member, crude_odds_ratio, crude_lower, crude_upper,
    adjusted_odds_ratio, adjusted_lower, adjusted_upper, p_value, events, observations,
    events_per_variable, caution_id, suppressed);

create or replace table marts.registry_survival as select
    'time_to_closure' as curve_id, 'sex' as dimension, sex as member, 10 * n as day,
    exp(-n / speed) as survival, greatest(exp(-n / speed) - 0.05, 0) as lower,
    least(exp(-n / speed) + 0.05, 1) as upper, 500 - 10 * n as at_risk, false as suppressed
from range(0, 40) t(n), (values ('male', 15), ('female', 20)) s(sex, speed);

create or replace table marts.registry_ranking as select
    '2024' as period, localidad_code, 'closed' as criterion_id, 0.5 as value, 1 as rank,
    1 as rank_lower, 3 as rank_upper, 2 as previous_rank, 0.4 as previous_value, 0.1 as change,
    false as suppressed
from marts.registry_localidades;

create or replace table marts.registry_naive_readings as select
    'blank_is_no' as reading_id, 90 as numerator, 300 as denominator, 0.3 as value,
    0.45 as harmonised_value, -0.15 as difference;
"""


def add_registry(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the registry's tables to a copy of a published file; localidad 03 is suppressed."""
    connection.execute(TABLES)
