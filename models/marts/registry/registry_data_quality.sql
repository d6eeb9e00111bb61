with cell_reasons as (
    select * from {{ ref('int_registry__cell_reasons') }}
),

rules as (
    select * from {{ ref('disclosure_rules') }}
    where table_id = 'registry_data_quality'
),

final as (
    select
        cell_reasons.extract_id,
        cell_reasons.field_id,
        cell_reasons.field_es,
        cell_reasons.field_en,
        cell_reasons.reason_id,
        cell_reasons.reason_es,
        cell_reasons.reason_en,
        cell_reasons.is_used,
        {{ published_count('cell_reasons.cells', 'rules') }} as cells,
        {{ is_few('cell_reasons.cells', 'rules.minimum_cell') }} as suppressed
    from cell_reasons
    cross join rules
)

select * from final
