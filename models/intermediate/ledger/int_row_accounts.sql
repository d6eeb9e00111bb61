{%- set statuses = ['used', 'set_aside', 'out_of_scope'] %}
with files as (
    select * from {{ ref('stg_landing__files') }}
),

raw_rows as (
    select * from {{ ref('stg_landing__raw_rows') }}
),

classified as (
    select * from {{ ref('int_rows__classified') }}
),

restating as (
    select * from {{ ref('row_reasons') }}
    where is_restating
),

units as (
    select * from {{ ref('source_units') }}
),

landed as (
    select
        files.source_id,
        files.file_name,
        max(files.file_sha256) as file_sha256,
        coalesce(sum(raw_rows.rows_held), 0) as rows_read,
        bool_or(files.is_synthetic) as is_synthetic
    from files
    left join raw_rows
        on
            files.table_name = raw_rows.table_name
            and files.file_name = raw_rows.file_name
            and files.sheet = raw_rows.sheet
    group by files.source_id, files.file_name
),

-- a row in fragments is used when any fragment is, set aside when none is but one was lost;
-- its amounts go where each fragment goes
source_rows as (
    select
        classified.source_id,
        classified.file_name,
        case
            when bool_or(classified.row_status = 'used') then 'used'
            when bool_or(classified.row_status = 'set_aside') then 'set_aside'
            else 'out_of_scope'
        end as row_status,
        {%- for status in statuses %}
            sum(classified.additive_amount) filter (where classified.row_status = '{{ status }}')
                as amount_{{ status }},
        {%- endfor %}
        sum(classified.additive_amount) as amount_read,
        sum(classified.additive_amount) filter (where restating.reason is not null)
            as amount_restated
    from classified
    left join restating on classified.row_reason = restating.reason
    group by
        classified.source_id,
        classified.file_name,
        classified.table_name,
        classified.sheet,
        classified.row_number
),

counted as (
    select
        source_id,
        file_name,
        {%- for status in statuses %}
            count(*) filter (where row_status = '{{ status }}') as rows_{{ status }},
            sum(amount_{{ status }}) as amount_{{ status }},
        {%- endfor %}
        sum(amount_read) as amount_read,
        sum(amount_restated) as amount_restated
    from source_rows
    group by source_id, file_name
),

final as (
    select
        landed.source_id,
        landed.file_name,
        landed.file_sha256,
        cast(landed.rows_read as bigint) as rows_read,
        {%- for status in statuses %}
            coalesce(counted.rows_{{ status }}, 0) as rows_{{ status }},
        {%- endfor %}
        case when counted.amount_read is not null then units.unit end as unit,
        case when counted.amount_read is not null then units.label_es end as unit_es,
        case when counted.amount_read is not null then units.label_en end as unit_en,
        counted.amount_read,
        counted.amount_used,
        counted.amount_set_aside,
        counted.amount_out_of_scope,
        counted.amount_restated,
        landed.is_synthetic
    from landed
    left join units on landed.source_id = units.source_id
    left join counted
        on
            landed.source_id = counted.source_id
            and landed.file_name = counted.file_name
)

select * from final
