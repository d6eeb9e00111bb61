with classified as (
    select * from {{ ref('int_rows__classified') }}
),

reasons as (
    select * from {{ ref('row_reasons') }}
),

final as (
    select
        classified.source_id,
        classified.file_name,
        classified.row_status,
        classified.row_reason,
        reasons.label_es,
        reasons.label_en,
        count(distinct classified.sheet || '|' || classified.row_number) as source_rows,
        count(*) as fragments,
        sum(classified.amount) as amount
    from classified
    inner join reasons on classified.row_reason = reasons.reason
    group by all
)

select * from final
