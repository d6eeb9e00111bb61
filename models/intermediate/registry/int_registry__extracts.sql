{%- set statuses = ['left_work', 'protected_work', 'finished', 'reposition_left_work'] -%}
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

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

-- an empty cell means an open case only where the extract has the column and its cases were open
blanks as (
    select
        {%- for field in statuses %}
            max(
                case
                    when
                        extracts.has_open_cases
                        and fields.is_open_when_empty
                        and field_columns.column_name is not null
                        then 'open'
                    else 'no_data'
                end
            ) filter (where fields.field_id = '{{ field }}') as {{ field }},
        {%- endfor %}
        extracts.extract_id
    from extracts
    inner join field_columns on extracts.extract_id = field_columns.extract_id
    inner join fields on field_columns.field_id = fields.field_id
    group by extracts.extract_id
),

-- so many rows hold an answer that an empty cell says anything; the accompaniments follow each
-- other: who has the first may have no second
questions as (
    select
        completeness.*,
        case
            when
                completeness.is_asked
                and completeness.filled > 0
                and completeness.share >= {{ parameter('answers_least_share') }}
                then coalesce(fields.part_id, completeness.field_id)
        end as answered_id
    from completeness
    inner join fields on completeness.field_id = fields.field_id
),

landed as (
    select
        extract_id,
        max(rows) as rows_read,
        bool_or(answered_id in ('profile', 'date', 'met')) as has_accompaniments,
        bool_or(answered_id = 'met') as has_met,
        bool_or(answered_id = 'left_work') as has_left_work
    from questions
    group by extract_id
),

used as (
    select
        extract_id,
        count(*) as rows_used,
        min(intervention_date) as first_date,
        max(intervention_date) as last_date
    from interventions
    group by extract_id
),

-- of a column that is empty from top to bottom no cell says no
final as (
    select
        extracts.extract_id,
        extracts.extract_order,
        extracts.label_es,
        extracts.label_en,
        extracts.has_open_cases,
        coalesce(landed.rows_read, 0) as rows_read,
        coalesce(used.rows_used, 0) as rows_used,
        used.first_date,
        used.last_date,
        blanks.* exclude (blanks.extract_id),
        coalesce(landed.has_accompaniments, false) as has_accompaniments,
        coalesce(landed.has_met, false) as has_met,
        coalesce(landed.has_left_work, false) as has_left_work
    from extracts
    left join landed on extracts.extract_id = landed.extract_id
    left join used on extracts.extract_id = used.extract_id
    left join blanks on extracts.extract_id = blanks.extract_id
)

select * from final
