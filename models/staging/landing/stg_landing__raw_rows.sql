with raw_rows as (
    {{ raw_row_counts() }}
),

final as (
    select
        table_name,
        file_name,
        sheet,
        rows_held
    from raw_rows
)

select * from final
