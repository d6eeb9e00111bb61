with

readings as (
    select * from {{ ref('int_registry__naive_readings') }}
),

rules as (
    select * from {{ ref('registry_naive_rules') }}
),

parameters as (
    select * from {{ ref('registry_disclosure_parameters') }}
    where parameter_id = 'minimum_cell'
),

-- the headline as published: withheld there, withheld here
headline as (
    select
        numerator,
        denominator,
        value
    from {{ ref('registry_metrics') }}
    where metric_id = 'left_work_rate' and period = 'all' and dimension = 'total' and not suppressed
),

-- a reading and the headline differ by children: few of them would be told by the difference
judged as (
    select
        readings.*,
        headline.value as harmonised_value,
        readings.numerator / nullif(readings.denominator, 0) as reading_value,
        headline.value is null
        or {{ is_few('readings.numerator', 'parameters.parameter_value') }}
        or {{ is_few('readings.denominator - readings.numerator', 'parameters.parameter_value') }}
        or {{ is_few('readings.numerator - headline.numerator', 'parameters.parameter_value') }}
        or {{ is_few('readings.denominator - headline.denominator', 'parameters.parameter_value') }}
            as suppressed
    from readings
    cross join parameters
    left join headline on true
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
