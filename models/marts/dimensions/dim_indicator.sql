with indicators as (
    select * from {{ ref('indicators') }}
),

-- labels of the methodology that stated it first; weights stand in fct_indicator_severity
final as (
    select
        indicator_id,
        min_by(label_es, methodology_id) as label_es,
        min_by(label_en, methodology_id) as label_en
    from indicators
    group by indicator_id
)

select * from final
