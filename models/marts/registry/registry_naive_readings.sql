with readings as (
    select * from {{ ref('int_registry__naive_readings') }}
),

rules as (
    select * from {{ ref('disclosure_rules') }}
    where table_id = 'registry_naive_readings'
),

headline as (
    select value as harmonised_value
    from {{ ref('registry_metrics') }}
    where metric_id = 'left_work_rate' and period = 'all' and dimension = 'total'
),

rounded as (
    select
        readings.reading_id,
        readings.reading_order,
        readings.label_es,
        readings.label_en,
        readings.rule_es,
        readings.rule_en,
        headline.harmonised_value,
        {{ published_count('readings.numerator', 'rules') }} as numerator,
        {{ published_count('readings.denominator', 'rules') }} as denominator,
        {{ is_share_suppressed('readings.numerator', 'readings.denominator', 'rules') }}
            as suppressed
    from readings
    cross join rules
    left join headline on true
),

valued as (
    select
        *,
        case when not suppressed then numerator / nullif(denominator, 0) end as reading_value
    from rounded
),

final as (
    select
        reading_id,
        reading_order,
        label_es,
        label_en,
        rule_es,
        rule_en,
        numerator,
        denominator,
        reading_value as value,
        harmonised_value,
        reading_value - harmonised_value as difference,
        suppressed
    from valued
)

select * from final
