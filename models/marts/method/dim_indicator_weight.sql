with indicators as (
    {{ inherited(
        ref('indicators'),
        ref('int_methodologies__lineage'),
        'methodology_id',
        per=['indicator_id'],
    ) }}
),

final as (
    select
        methodology_id,
        indicator_id,
        weight,
        stated_by_methodology_id
    from indicators
)

select * from final
