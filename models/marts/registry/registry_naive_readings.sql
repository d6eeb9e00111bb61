with

readings as (
    select * from {{ ref('int_registry__naive_readings') }}
),

rules as (
    select * from {{ ref('registry_naive_rules') }}
),

parameters as (
    select parameter_value as minimum from {{ ref('registry_disclosure_parameters') }}
    where parameter_id = 'minimum_cell'
),

metrics as (
    select * from {{ ref('registry_metrics') }}
    where period = 'all' and not suppressed
),

-- the headline as published: withheld there, withheld here
headline as (
    select
        numerator,
        denominator,
        value
    from metrics
    where metric_id = 'left_work_rate' and dimension = 'total'
),

others as (
    select
        numerator,
        denominator,
        case when metric_id = 'left_work_rate' then -1 else 1 end as sign  -- noqa: RF04
    from metrics
    where
        (metric_id = 'left_work_rate' and dimension = 'extract')
        or (metric_id = 'continued_out_of_work_rate' and dimension = 'total')
),

told as (
    select
        numerator,
        denominator
    from headline
    union all
    select
        headline.numerator + others.sign * others.numerator as numerator,
        headline.denominator + others.sign * others.denominator as denominator
    from headline
    cross join others
),

-- what a reading can be set beside: the headline, without an extract, with the follow-ups, and the
-- readings before it
comparable as (
    select
        rules.reading_id,
        told.numerator,
        told.denominator
    from rules
    cross join told
    union all
    select
        rules.reading_id,
        readings.numerator,
        readings.denominator
    from rules
    inner join rules as earlier on rules.reading_order > earlier.reading_order
    inner join readings on earlier.reading_id = readings.reading_id
),

-- what sets them apart is children: few of them would be told by the difference
near as (
    select distinct readings.reading_id
    from readings
    inner join comparable on readings.reading_id = comparable.reading_id
    cross join parameters
    where
        {{ is_few('readings.numerator - comparable.numerator', 'parameters.minimum') }}
        or {{ is_few('readings.denominator - comparable.denominator', 'parameters.minimum') }}
),

judged as (
    select
        readings.*,
        headline.value as harmonised_value,
        readings.numerator / nullif(readings.denominator, 0) as reading_value,
        headline.value is null
        or near.reading_id is not null
        or {{ is_few_of('readings.numerator', 'readings.denominator', 'parameters.minimum') }}
            as suppressed
    from readings
    cross join parameters
    left join headline on true
    left join near on readings.reading_id = near.reading_id
),

final as (
    select
        rules.reading_id,
        rules.reading_order,
        rules.label_es,
        rules.label_en,
        rules.rule_es,
        rules.rule_en,
        case when not judged.suppressed then judged.numerator end as numerator,
        case when not judged.suppressed then judged.denominator end as denominator,
        case when not judged.suppressed then judged.reading_value end as value,  -- noqa: RF04
        judged.harmonised_value,
        case
            when not judged.suppressed then judged.reading_value - judged.harmonised_value
        end as difference,
        judged.suppressed
    from judged
    inner join rules on judged.reading_id = rules.reading_id
)

select * from final
