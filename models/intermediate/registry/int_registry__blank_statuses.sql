with extracts as (
    select * from {{ ref('registry_extract_names') }}
),

field_columns as (
    select * from {{ ref('registry_field_columns') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

-- an empty cell means an open case only where the extract has the column and its cases were open
meanings as (
    select
        extracts.extract_id,
        fields.field_id,
        fields.part_id,
        field_columns.column_name is not null as is_asked,
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

final as (
    select
        extract_id,
        max(blank_status_id) filter (where field_id = 'left_work') as left_work,
        max(blank_status_id) filter (where field_id = 'protected_work') as protected_work,
        max(blank_status_id) filter (where field_id = 'finished') as finished,
        max(blank_status_id) filter (where field_id = 'reposition_left_work')
            as reposition_left_work,
        bool_or(is_asked) filter (where part_id = 'met') as has_accompaniments
    from meanings
    group by extract_id
)

select * from final
