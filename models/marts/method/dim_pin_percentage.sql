with percentages as (
    select * from {{ ref('int_methodologies__percentages') }}
),

final as (
    select
        methodology_id,
        cast(severity as integer) as severity,
        cast(population_from as bigint) as population_from,
        cast(percentage as double) as percentage,
        printed_band,
        stated_by_methodology_id
    from percentages
)

select * from final
