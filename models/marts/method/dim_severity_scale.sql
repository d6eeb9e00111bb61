with scales as (
    select * from {{ ref('int_methodologies__scales') }}
),

final as (
    select
        methodology_id,
        variable_id,
        cast(severity as integer) as severity,
        cast(upper_bound as double) as upper_bound,
        printed,
        stated_by_methodology_id
    from scales
)

select * from final
