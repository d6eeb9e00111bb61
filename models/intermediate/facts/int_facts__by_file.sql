with used_rows as (
    select * from {{ ref('int_rows__classified') }}
    where row_status = 'used'
),

-- decisions and readings of alerts are no facts to add up: of those the newest counts
final as (
    select
        source_id,
        coalesce(component_id, source_id) as counted_as,
        data_year,
        left(municipality_code, 2) as department_code,
        fact_key,
        file_name,
        table_name,
        count(distinct sheet || '|' || row_number) as source_rows,
        sum(additive_amount) as amount
    from used_rows
    where component_id is not null or fact_key is not null
    group by all
)

select * from final
