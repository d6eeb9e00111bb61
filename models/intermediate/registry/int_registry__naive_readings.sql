with rules as (
    select * from {{ ref('registry_naive_rules') }}
),

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

outcomes as (
    select * from {{ ref('int_registry__outcomes') }}
),

source_rows as (
    select * from {{ ref('stg_registry__rows') }}
),

first_answers as (
    select * from {{ ref('registry_values') }}
    where value_domain = 'yes_no'
),

mapped_cells as (
    select * from {{ ref('stg_registry__cells') }}
    where field_id = 'left_work'
),

answers as (
    select
        interventions.is_identification,
        outcomes.left_work_status_id,
        mapped_cells.cell_text as mapped_text,
        source_rows.first_answer_text as first_text,
        first_answers.value_id as first_id,
        source_rows.is_repeat
    from interventions
    inner join outcomes on interventions.intervention_key = outcomes.intervention_key
    inner join source_rows on interventions.intervention_key = source_rows.intervention_key
    left join mapped_cells on source_rows.source_row = mapped_cells.source_row
    left join first_answers
        on {{ registry_value_text('source_rows.first_answer_text') }} = first_answers.value_text
),

-- each rule sees the rows it would see, and takes for SI and NO what it would take
seen as (
    select
        rules.reading_id,
        rules.yes_text,
        rules.blank_is_no,
        case
            when rules.reads_first_column then answers.first_text
            else answers.mapped_text
        end as answer_text,
        case
            when rules.reads_first_column then answers.first_id
            else answers.left_work_status_id
        end as answer_id
    from answers
    cross join rules
    where
        (rules.every_type or answers.is_identification)
        and not (rules.drops_repeats and answers.is_repeat)
),

headline as (
    select value as harmonised_value
    from {{ ref('int_registry__metrics_measured') }}
    where metric_id = 'left_work_rate' and period = 'all' and dimension = 'total'
),

counted as (
    select
        reading_id,
        count(*) filter (
            answer_id = 'yes' and (yes_text is null or answer_text = yes_text)
        ) as numerator,
        count(*) filter (blank_is_no or answer_id in ('yes', 'no')) as denominator
    from seen
    group by reading_id
),

final as (
    select
        rules.reading_id,
        rules.reading_order,
        rules.label_es,
        rules.label_en,
        rules.rule_es,
        rules.rule_en,
        counted.numerator,
        counted.denominator,
        counted.numerator / nullif(counted.denominator, 0) as value,
        headline.harmonised_value,
        counted.numerator / nullif(counted.denominator, 0) - headline.harmonised_value as difference
    from counted
    inner join rules on counted.reading_id = rules.reading_id
    left join headline on true
)

select * from final
