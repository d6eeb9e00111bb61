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

parameters as (
    select * from {{ ref('registry_disclosure_parameters') }}
    where parameter_id = 'minimum_cell'
),

completeness as (
    select * from {{ ref('int_registry__completeness') }}
),

-- cells with a reason are filled ones, sentinels are not; a cell has one reason, few have two
with_wholes as (
    select
        cell_reasons.*,
        completeness.filled,
        completeness.rows_read,
        completeness.filled - sum(cell_reasons.cells) filter (cell_reasons.reason_id != 'sentinel')
            over (partition by cell_reasons.extract_id, cell_reasons.field_id) as without_reason
    from cell_reasons
    left join completeness
        on
            cell_reasons.extract_id = completeness.extract_id
            and cell_reasons.field_id = completeness.field_id
),

-- a count is withheld, and so is one that leaves few of the filled cells, of the rows or of the
-- blank cells: registry_completeness tells those
judged as (
    select
        with_wholes.*,
        {{ is_few('with_wholes.cells', 'parameters.parameter_value') }}
        or {{ is_few('with_wholes.rows_read - with_wholes.cells', 'parameters.parameter_value') }}
        or {{ is_few('with_wholes.filled - with_wholes.cells', 'parameters.parameter_value') }}
        or {{ is_few(
            'with_wholes.rows_read - with_wholes.filled - with_wholes.cells', 'parameters.parameter_value'
        ) }}
        or {{ is_few('with_wholes.without_reason', 'parameters.parameter_value') }} as suppressed
    from with_wholes
    cross join parameters
),

final as (
    select
        judged.extract_id,
        judged.field_id,
        fields.label_es as field_es,
        fields.label_en as field_en,
        judged.reason_id,
        reasons.label_es as reason_es,
        reasons.label_en as reason_en,
        reasons.is_used,
        case when not judged.suppressed then judged.cells end as cells,
        judged.suppressed
    from judged
    inner join fields on judged.field_id = fields.field_id
    inner join reasons on judged.reason_id = reasons.reason_id
)

select * from final
