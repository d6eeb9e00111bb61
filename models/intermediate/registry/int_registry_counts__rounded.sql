-- The counts of every measure by the rule of disclosure control, one row by itself.
with

measured as (
    select * from {{ ref('int_registry_metrics__measured') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

rules as (
    select * from {{ ref('disclosure_rules') }}
    where table_id = 'registry_metrics'
),

judged as (
    select
        measured.*,
        metrics.kind_id,
        case
            when metrics.kind_id = 'population_rate' and measured.denominator is null then 'not_delivered'
            when metrics.kind_id != 'count' and measured.denominator = 0 then 'not_recorded'
            when metrics.kind_id in ('count', 'population_rate')
                then case when {{ is_few('measured.numerator', 'rules.minimum_cell') }} then 'suppressed' end
            when metrics.kind_id in ('share', 'distribution')
                then case
                    when {{ is_share_suppressed('measured.numerator', 'measured.denominator', 'rules') }}
                        then 'suppressed'
                end
            when {{ is_few('measured.denominator', 'rules.minimum_cell') }} then 'suppressed'
            when
                measured.denominator < rules.minimum_persons
                or measured.numerator < rules.minimum_events
                or measured.value is null
                then 'too_few_events'
        end as value_reason
    from measured
    inner join metrics on measured.metric_id = metrics.metric_id
    cross join rules
),

-- Of a small group the numerator would say nearly as much as the share.
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
            when not (
                judged.kind_id = 'share'
                and coalesce(judged.value_reason = 'suppressed', false)
                and judged.denominator < rules.full_cell_minimum
            )
                then {{ published_count('judged.numerator', 'rules') }}
        end as numerator,
        -- how many inhabitants there are everybody knows
        case
            when judged.kind_id = 'population_rate' then judged.denominator
            else {{ published_count('judged.denominator', 'rules') }}
        end as denominator,
        {{ published_count('judged.known', 'rules') }} as known,
        {{ published_count('judged.concerned', 'rules') }} as concerned,
        case when judged.kind_id = 'survival_at' then rules.decimals end as decimals,
        judged.value,
        judged.lower,
        judged.upper,
        case
            when
                judged.kind_id = 'share'
                and judged.value_reason = 'suppressed'
                and judged.denominator < rules.full_cell_minimum
                and judged.numerator >= rules.minimum_cell
                then 'secondary_suppression'
            else judged.value_reason
        end as value_reason
    from judged
    cross join rules
)

select * from final
