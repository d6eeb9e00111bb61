with classified as (
    select * from {{ ref('int_rows__classified') }}
),

reasons as (
    select * from {{ ref('row_reasons') }}
),

units as (
    select * from {{ ref('source_units') }}
),

final as (
    select
        classified.source_id,
        classified.file_name,
        classified.row_status,
        classified.row_reason,
        reasons.label_es,
        reasons.label_en,
        case when count(classified.additive_amount) > 0 then units.unit end as unit,
        count(distinct classified.sheet || '|' || classified.row_number) as source_rows,
        count(*) as fragments,
        sum(classified.additive_amount) as amount,
        reasons.is_restating
    from classified
    inner join reasons on classified.row_reason = reasons.reason
    left join units on classified.source_id = units.source_id
    group by
        classified.source_id,
        classified.file_name,
        classified.row_status,
        classified.row_reason,
        reasons.label_es,
        reasons.label_en,
        units.unit,
        reasons.is_restating
)

select * from final
