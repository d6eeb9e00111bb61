with indicators as (
    select * from {{ ref('indicators') }}
),

depths as (
    select * from {{ ref('int_methodologies__depths') }}
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
