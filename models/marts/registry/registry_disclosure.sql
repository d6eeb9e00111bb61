with

rules as (
    select * from {{ ref('disclosure_rules') }}
),

final as (
    select
        table_id,
        minimum_cell,
        rounding_base,
        full_cell_minimum,
        minimum_values,
        minimum_persons,
        minimum_events,
        decimals
    from rules
)

select * from final
