with

cell_reasons as (
    select * from {{ ref('int_registry__cell_reasons') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

reasons as (
    select * from {{ ref('registry_cell_reasons') }}
),

rules as (
    select * from {{ ref('disclosure_rules') }}
    where table_id = 'registry_data_quality'
),

final as (
    select
        cell_reasons.extract_id,
        cell_reasons.field_id,
        fields.label_es as field_es,
        fields.label_en as field_en,
        cell_reasons.reason_id,
        reasons.label_es as reason_es,
        reasons.label_en as reason_en,
        reasons.is_used,
        {{ published_count('cell_reasons.cells', 'rules') }} as cells,
        {{ is_few('cell_reasons.cells', 'rules.minimum_cell') }} as suppressed
    from cell_reasons
    inner join fields on cell_reasons.field_id = fields.field_id
    inner join reasons on cell_reasons.reason_id = reasons.reason_id
    cross join rules
)

select * from final
