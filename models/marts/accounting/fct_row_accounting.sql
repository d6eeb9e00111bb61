with files as (
    select * from {{ ref('stg_landing__files') }}
),

source_rows as (
    select * from {{ ref('int_rows__by_source_row') }}
),

landed as (
    select
        source_id,
        file_name,
        max(file_sha256) as file_sha256,
        sum(rows_read) as rows_read,
        bool_or(is_synthetic) as is_synthetic
    from files
    group by source_id, file_name
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
        sum(amount_out_of_scope) as amount_out_of_scope
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
        counted.amount_read,
        counted.amount_used,
        counted.amount_set_aside,
        counted.amount_out_of_scope,
        landed.is_synthetic
    from landed
    left join counted
        on
            landed.source_id = counted.source_id
            and landed.file_name = counted.file_name
)

select * from final
