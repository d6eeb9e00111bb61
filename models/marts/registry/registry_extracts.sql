with extracts as (
    select * from {{ ref('int_registry__extracts') }}
),

rules as (
    select * from {{ ref('disclosure_rules') }}
    where table_id = 'registry_extracts'
),

final as (
    select
        extracts.extract_id,
        extracts.extract_order,
        extracts.label_es,
        extracts.label_en,
        extracts.has_open_cases,
        {{ published_count('extracts.rows_read', 'rules') }} as rows_read,
        {{ published_count('extracts.rows_used', 'rules') }} as rows_used,
        extracts.first_date,
        extracts.last_date
    from extracts
    cross join rules
)

select * from final
