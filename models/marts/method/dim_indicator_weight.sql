with indicators as (
    select * from {{ ref('int_methodologies__indicators') }}
),

final as (
    select
        methodology_id,
        cast(indicator_id as integer) as indicator_id,
        cast(weight as double) as weight,
        stated_by_methodology_id
    from indicators
)

select * from final
