with files as (
    select * from {{ ref('stg_landing__files') }}
),

raw_rows as (
    select * from {{ ref('stg_landing__raw_rows') }}
),

source_rows as (
    select * from {{ ref('int_rows__by_source_row') }}
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

counted as (
    select
        source_id,
        file_name,
        count(*) filter (where row_status = 'used') as rows_used,
        count(*) filter (where row_status = 'set_aside') as rows_set_aside,
        count(*) filter (where row_status = 'out_of_scope') as rows_out_of_scope,
        sum(amount) as amount_read,
        sum(amount_used) as amount_used,
        sum(amount_set_aside) as amount_set_aside,
        sum(amount_out_of_scope) as amount_out_of_scope,
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
        coalesce(counted.rows_used, 0) as rows_used,
        coalesce(counted.rows_set_aside, 0) as rows_set_aside,
        coalesce(counted.rows_out_of_scope, 0) as rows_out_of_scope,
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
