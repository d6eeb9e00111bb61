-- The counts of every measure by the rule of disclosure control, one row by itself.
with

measured as (
    select * from {{ ref('int_registry__metrics_measured') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

rules as (
    select * from {{ ref('disclosure_rules') }}
    where table_id = 'registry_metrics'
),

named as (
    select
        measured.*,
        metrics.kind_id,
        rules.* exclude (rules.table_id),
        {{ is_few('measured.numerator', 'rules.minimum_cell') }} as has_few,
        {{ is_few('measured.denominator', 'rules.minimum_cell') }} as is_of_few,
        {{ is_share_suppressed('measured.numerator', 'measured.denominator', 'rules') }}
            as is_share_suppressed
    from measured
    inner join metrics on measured.metric_id = metrics.metric_id
    cross join rules
),

judged as (
    select
        *,
        kind_id = 'share' and is_share_suppressed and denominator < full_cell_minimum
            as is_small_group,
        case
            when kind_id = 'population_rate' and denominator is null then 'not_delivered'
            when kind_id != 'count' and denominator = 0 then 'not_recorded'
            when kind_id in ('count', 'population_rate')
                then case when has_few then 'suppressed' end
            when kind_id in ('share', 'distribution')
                then case when is_share_suppressed then 'suppressed' end
            when is_of_few then 'suppressed'
            when
                denominator < minimum_persons or numerator < minimum_events or value is null
                then 'too_few_events'
        end as value_reason
    from named
),

-- Of a small group the numerator would say nearly as much as the share. How many inhabitants there
-- are everybody knows.
final as (
    select
        judged.metric_id,
        judged.period,
        judged.dimension,
        judged.member,
        judged.numerator as exact_numerator,
        judged.denominator as exact_denominator,
        judged.concerned as exact_coverage,
        case
            when not coalesce(judged.is_small_group, false)
                then {{ published_count('judged.numerator', 'judged') }}
        end as numerator,
        case
            when judged.kind_id = 'population_rate' then judged.denominator
            else {{ published_count('judged.denominator', 'judged') }}
        end as denominator,
        {{ published_count('judged.known', 'judged') }} as known,
        {{ published_count('judged.concerned', 'judged') }} as concerned,
        case when judged.kind_id = 'survival_at' then judged.decimals end as decimals,
        judged.value,
        judged.lower,
        judged.upper,
        case
            when judged.is_small_group and judged.numerator >= judged.minimum_cell
                then 'secondary_suppression'
            else judged.value_reason
        end as value_reason
    from judged
)

select * from final
