with extracts as (
    select * from {{ ref('registry_extract_names') }}
),

source_rows as (
    select * from {{ ref('stg_registry__rows') }}
),

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

landed as (
    select
        extract_id,
        count(*) as rows_read
    from source_rows
    group by extract_id
),

used as (
    select
        extract_id,
        count(*) as rows_used,
        min(intervention_date) as first_date,
        max(intervention_date) as last_date
    from interventions
    group by extract_id
),

final as (
    select
        extracts.extract_id,
        extracts.extract_order,
        extracts.label_es,
        extracts.label_en,
        extracts.has_open_cases,
        coalesce(landed.rows_read, 0) as rows_read,
        coalesce(used.rows_used, 0) as rows_used,
        used.first_date,
        used.last_date
    from extracts
    left join landed on extracts.extract_id = landed.extract_id
    left join used on extracts.extract_id = used.extract_id
)

select * from final
