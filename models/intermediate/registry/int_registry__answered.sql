with completeness as (
    select * from {{ ref('int_registry__completeness') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

parameters as (
    select cast(value as double) as least_share
    from {{ ref('registry_parameters') }}
    where parameter_id = 'answers_least_share'
),

-- the accompaniments follow each other: who has the first may have no second
final as (
    select
        completeness.extract_id,
        coalesce(fields.part_id, completeness.field_id) as question_id,
        bool_or(
            completeness.is_asked
            and completeness.filled > 0
            and completeness.filled >= parameters.least_share * completeness.rows_read
        ) as is_answered
    from completeness
    inner join fields on completeness.field_id = fields.field_id
    cross join parameters
    group by completeness.extract_id, coalesce(fields.part_id, completeness.field_id)
)

select * from final
