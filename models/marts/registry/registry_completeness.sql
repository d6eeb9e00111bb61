with completeness as (
    select * from {{ ref('int_registry__completeness') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

rules as (
    select * from {{ ref('disclosure_rules') }}
    where table_id = 'registry_completeness'
),

rounded as (
    select
        completeness.extract_id,
        completeness.field_id,
        completeness.is_asked,
        {{ published_count('completeness.filled', 'rules') }} as filled,
        {{ published_count('completeness.rows_read', 'rules') }} as rows_read,
        {{ is_share_suppressed('completeness.filled', 'completeness.rows_read', 'rules') }}
            as suppressed
    from completeness
    cross join rules
),

final as (
    select
        rounded.extract_id,
        rounded.field_id,
        fields.label_es,
        fields.label_en,
        rounded.is_asked,
        rounded.filled,
        rounded.rows_read as rows,  -- noqa: RF04
        case
            when not rounded.suppressed then rounded.filled / rounded.rows_read
        end as share,  -- noqa: RF04
        rounded.suppressed
    from rounded
    inner join fields on rounded.field_id = fields.field_id
)

select * from final
