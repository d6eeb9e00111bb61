with stated as (
    select * from {{ ref('stg_experts__decisions') }}
),

-- a variant answers for itself elsewhere: here the row is judged in the assessment it names
decisions as (
    select * from {{ ref('int_expert_decisions__checked') }}
    where not is_inherited
),

final as (
    select
        'experts' as source_id,
        'experts__decisions' as table_name,
        stated.file_name,
        stated.sheet,
        stated.row_number,
        '' as fragment,
        cast(null as varchar) as component_id,
        cast(null as bigint) as data_year,
        stated.place_key,
        stated.place_text,
        stated.municipality_code,
        cast(null as double) as amount,
        case
            when stated.is_undecided then 'no_decision'
            else decisions.rejection_reason
        end as row_reason
    from stated
    left join decisions
        on
            stated.file_name = decisions.file_name
            and stated.sheet = decisions.sheet
            and stated.row_number = decisions.row_number
)

select * from final
