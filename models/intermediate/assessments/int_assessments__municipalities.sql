with municipality_map as (
    select * from {{ ref('int_assessments__municipality_map') }}
),

final as (
    select
        assessment_id,
        municipality_code
    from municipality_map
    where municipality_code = reported_under
)

select * from final
