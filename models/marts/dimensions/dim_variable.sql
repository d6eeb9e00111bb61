with variables as (
    select * from {{ ref('variables') }}
),

lineage as (
    select * from {{ ref('int_methodologies__lineage') }}
),

depths as (
    select
        methodology_id,
        row(max(distance), methodology_id) as precedence
    from lineage
    group by methodology_id
),

-- as the methodology nearest to a root states it
final as (
    select
        variables.variable_id,
        min_by(variables.indicator_id, depths.precedence) as indicator_id,
        min_by(variables.measure, depths.precedence) as measure,
        min_by(variables.combination, depths.precedence) as combination,
        bool_or(variables.is_sensitive) as is_sensitive,
        min_by(variables.label_es, depths.precedence) as label_es,
        min_by(variables.label_en, depths.precedence) as label_en,
        min_by(variables.unit_es, depths.precedence) as unit_es,
        min_by(variables.unit_en, depths.precedence) as unit_en,
        min_by(variables.rate_per, depths.precedence) as rate_per,
        min_by(variables.sort_order, depths.precedence) as sort_order
    from variables
    inner join depths on variables.methodology_id = depths.methodology_id
    group by variables.variable_id
)

select * from final
