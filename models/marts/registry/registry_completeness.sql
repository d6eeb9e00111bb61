with completeness as (
    select * from {{ ref('int_registry__completeness') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

parameters as (
    select parameter_value as minimum from {{ ref('registry_disclosure_parameters') }}
    where parameter_id = 'minimum_cell'
),

judged as (
    select
        completeness.*,
        {{ is_few_of('completeness.filled', 'completeness.rows_read', 'parameters.minimum') }}
            as suppressed
    from completeness
    cross join parameters
),

final as (
    select
        judged.extract_id,
        judged.field_id,
        fields.label_es,
        fields.label_en,
        judged.is_asked,
        case when not judged.suppressed then judged.filled end as filled,
        judged.rows_read as rows,  -- noqa: RF04
        case
            when not judged.suppressed then judged.filled / judged.rows_read
        end as share,  -- noqa: RF04
        judged.suppressed
    from judged
    inner join fields on judged.field_id = fields.field_id
)

select * from final
