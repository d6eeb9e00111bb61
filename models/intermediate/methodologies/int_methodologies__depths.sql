with lineage as (
    select * from {{ ref('int_methodologies__lineage') }}
),

depths as (
    select
        methodology_id,
        max(distance) as generation
    from lineage
    group by methodology_id
),

final as (
    select
        methodology_id,
        generation,
        row_number() over (order by generation, methodology_id) as precedence
    from depths
)

select * from final
