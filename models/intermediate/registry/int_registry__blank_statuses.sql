with extracts as (
    select * from {{ ref('registry_extract_names') }}
),

field_columns as (
    select * from {{ ref('registry_field_columns') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

answered as (
    select
        extract_id,
        bool_or(is_answered and question_id in ('profile', 'date')) as has_accompaniments,
        bool_or(is_answered and question_id = 'met') as has_met,
        bool_or(is_answered and question_id = 'left_work') as has_left_work
    from {{ ref('int_registry__answered') }}
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
        coalesce(answered.has_accompaniments or answered.has_met, false) as has_accompaniments,
        coalesce(answered.has_met, false) as has_met,
        coalesce(answered.has_left_work, false) as has_left_work
    from by_extract
    left join answered on by_extract.extract_id = answered.extract_id
)

select * from final
