with classified as (
    select * from {{ ref('int_rows__classified') }}
),

restating as (
    select * from {{ ref('row_reasons') }}
    where is_restating
),

-- a row in fragments is used when any fragment is, set aside when none is but one was lost;
-- its amounts go where each fragment goes
final as (
    select
        classified.source_id,
        classified.table_name,
        classified.file_name,
        classified.sheet,
        classified.row_number,
        case
            when bool_or(classified.row_status = 'used') then 'used'
            when bool_or(classified.row_status = 'set_aside') then 'set_aside'
            else 'out_of_scope'
        end as row_status,
        count(*) as fragments,
        sum(classified.additive_amount) as amount,
        sum(classified.additive_amount) filter (where classified.row_status = 'used')
            as amount_used,
        sum(classified.additive_amount) filter (where classified.row_status = 'set_aside')
            as amount_set_aside,
        sum(classified.additive_amount) filter (where classified.row_status = 'out_of_scope')
            as amount_out_of_scope,
        sum(classified.additive_amount) filter (where restating.reason is not null)
            as amount_restated
    from classified
    left join restating on classified.row_reason = restating.reason
    group by all
)

select * from final
