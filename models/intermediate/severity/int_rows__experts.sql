with decisions as (
    select * from {{ ref('int_expert_decisions__checked') }}
),

final as (
    select
        'experts' as source_id,
        'experts__decisions' as table_name,
        decisions.file_name,
        decisions.sheet,
        decisions.row_number,
        '' as fragment,
        cast(null as varchar) as component_id,
        cast(null as bigint) as data_year,
        decisions.place_key,
        decisions.place_text,
        decisions.municipality_code,
        cast(null as double) as amount,
        decisions.rejection_reason as row_reason
    from decisions
    -- a variant answers for itself elsewhere: here the row is judged in the assessment it names
    where not decisions.is_inherited
)

select * from final
