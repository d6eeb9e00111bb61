with extracts as (
    select * from {{ ref('registry_extract_names') }}
),

field_columns as (
    select * from {{ ref('registry_field_columns') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

completeness as (
    select * from {{ ref('int_registry__completeness') }}
),

parameters as (
    select {{ parameter('answers_least_share') }} as least_share
),

-- so many rows hold an answer that an empty cell says anything; the accompaniments follow each
-- other: who has the first may have no second
answered as (
    select
        completeness.extract_id,
        coalesce(fields.part_id, completeness.field_id) as question_id
    from completeness
    inner join fields on completeness.field_id = fields.field_id
    cross join parameters
    where
        completeness.is_asked
        and completeness.filled > 0
        and completeness.share >= parameters.least_share
),

has_answers as (
    select
        extract_id,
        bool_or(question_id in ('profile', 'date', 'met')) as has_accompaniments,
        bool_or(question_id = 'met') as has_met,
        bool_or(question_id = 'left_work') as has_left_work
    from answered
    group by extract_id
),

-- an empty cell means an open case only where the extract has the column and its cases were open
meanings as (
    select
        extracts.extract_id,
        fields.field_id,
        case
            when
                extracts.has_open_cases
                and fields.is_open_when_empty
                and field_columns.column_name is not null
                then 'open'
            else 'no_data'
        end as blank_status_id
    from extracts
    inner join field_columns on extracts.extract_id = field_columns.extract_id
    inner join fields on field_columns.field_id = fields.field_id
),

by_extract as (
    select
        extract_id,
        max(blank_status_id) filter (where field_id = 'left_work') as left_work,
        max(blank_status_id) filter (where field_id = 'protected_work') as protected_work,
        max(blank_status_id) filter (where field_id = 'finished') as finished,
        max(blank_status_id) filter (where field_id = 'reposition_left_work')
            as reposition_left_work
    from meanings
    group by extract_id
),

-- of a column that is empty from top to bottom no cell says no
final as (
    select
        by_extract.*,
        coalesce(has_answers.has_accompaniments, false) as has_accompaniments,
        coalesce(has_answers.has_met, false) as has_met,
        coalesce(has_answers.has_left_work, false) as has_left_work
    from by_extract
    left join has_answers on by_extract.extract_id = has_answers.extract_id
)

select * from final
