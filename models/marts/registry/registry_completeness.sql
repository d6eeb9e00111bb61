with completeness as (
    select * from {{ ref('int_registry__completeness') }}
),

rules as (
    select * from {{ ref('disclosure_rules') }}
    where table_id = 'registry_completeness'
),

rounded as (
    select
        completeness.extract_id,
        completeness.field_id,
        completeness.label_es,
        completeness.label_en,
        completeness.is_asked,
        {{ published_count('completeness.filled', 'rules') }} as filled,
        {{ published_count('completeness.rows', 'rules') }} as rows_read,
        {{ is_share_suppressed('completeness.filled', 'completeness.rows', 'rules') }}
            as suppressed
    from completeness
    cross join rules
),

final as (
    select
        extract_id,
        field_id,
        label_es,
        label_en,
        is_asked,
        filled,
        rows_read as rows,
        case when not suppressed then filled / rows_read end as share,
        suppressed
    from rounded
)

select * from final
