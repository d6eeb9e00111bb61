with indicators as (
    select * from {{ ref('indicators') }}
),

-- labels are those of the methodology that stated the indicator first; weights stand in fct_indicator_severity
final as (
    select
        indicator_id,
        min_by(label_es, methodology_id) as label_es,
        min_by(label_en, methodology_id) as label_en
    from indicators
    group by indicator_id
)

select * from final
