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
    select * from {{ ref('base_registry__first_answers') }}
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
        first_answers.answer_text as first_text,
        first_answers.answer_id as first_id,
        first_answers.is_repeat
    from interventions
    inner join outcomes on interventions.intervention_key = outcomes.intervention_key
    inner join source_rows on interventions.intervention_key = source_rows.intervention_key
    inner join first_answers on source_rows.source_row = first_answers.source_row
    left join mapped_cells on source_rows.source_row = mapped_cells.source_row
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

final as (
    select
        reading_id,
        count(*) filter (
            answer_id = 'yes' and (yes_text is null or answer_text = yes_text)
        ) as numerator,
        count(*) filter (blank_is_no or answer_id in ('yes', 'no')) as denominator
    from seen
    group by reading_id
)

select * from final
