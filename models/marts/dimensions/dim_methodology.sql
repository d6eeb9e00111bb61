with methodologies as (
    select * from {{ ref('methodologies') }}
),

final as (
    select
        methodology_id,
        nullif(parent_methodology_id, '') as parent_methodology_id,
        label_es,
        label_en,
        source_document,
        percentages_complete
    from methodologies
)

select * from final
