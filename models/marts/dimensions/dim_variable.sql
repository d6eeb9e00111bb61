with variables as (
    select * from {{ ref('variables') }}
),

-- one row per variable: of the methodology that stated it first
final as (
    select
        variable_id,
        min_by(indicator_id, methodology_id) as indicator_id,
        min_by(measure, methodology_id) as measure,
        min_by(combination, methodology_id) as combination,
        min_by(label_es, methodology_id) as label_es,
        min_by(label_en, methodology_id) as label_en,
        min_by(unit_es, methodology_id) as unit_es,
        min_by(unit_en, methodology_id) as unit_en,
        min_by(rate_per, methodology_id) as rate_per,
        min_by(sort_order, methodology_id) as sort_order
    from variables
    group by variable_id
)

select * from final
