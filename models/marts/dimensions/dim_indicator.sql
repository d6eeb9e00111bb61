with indicators as (
    select * from {{ ref('indicators') }}
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

-- labels of the methodology nearest to a root; weights stand in fct_indicator_severity
final as (
    select
        indicators.indicator_id,
        min_by(indicators.label_es, depths.precedence) as label_es,
        min_by(indicators.label_en, depths.precedence) as label_en
    from indicators
    inner join depths on indicators.methodology_id = depths.methodology_id
    group by indicators.indicator_id
)

select * from final
