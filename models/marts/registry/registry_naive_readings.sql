with

readings as (
    select * from {{ ref('int_registry__naive_readings') }}
),

naive_rules as (
    select * from {{ ref('registry_naive_rules') }}
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
        {{ published_count('readings.numerator', 'rules') }} as numerator,
        {{ published_count('readings.denominator', 'rules') }} as denominator,
        {{ is_share_suppressed('readings.numerator', 'readings.denominator', 'rules') }}
            as suppressed
    from readings
    cross join rules
),

valued as (
    select
        rounded.*,
        headline.harmonised_value,
        case
            when not rounded.suppressed then rounded.numerator / nullif(rounded.denominator, 0)
        end as reading_value
    from rounded
    left join headline on true
),

final as (
    select
        naive_rules.reading_id,
        naive_rules.reading_order,
        naive_rules.label_es,
        naive_rules.label_en,
        naive_rules.rule_es,
        naive_rules.rule_en,
        valued.numerator,
        valued.denominator,
        valued.reading_value as value,  -- noqa: RF04
        valued.harmonised_value,
        valued.reading_value - valued.harmonised_value as difference,
        valued.suppressed
    from valued
    inner join naive_rules on valued.reading_id = naive_rules.reading_id
)

select * from final
