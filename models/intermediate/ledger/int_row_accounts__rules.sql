with units as (
    select * from {{ ref('source_units') }}
),

rules as (
    select * from {{ ref('disclosure_rules') }}
),

final as (
    select
        units.source_id,
        rules.minimum_cell,
        rules.rounding_base
    from units
    inner join rules on units.row_rule = rules.table_id
)

select * from final
