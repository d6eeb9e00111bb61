with steps as (
    select * from {{ ref('int_methodologies__score_steps') }}
),

final as (
    select
        methodology_id,
        cast(severity as integer) as severity,
        cast(upper_bound as double) as upper_bound,
        printed,
        stated_by_methodology_id
    from steps
)

select * from final
