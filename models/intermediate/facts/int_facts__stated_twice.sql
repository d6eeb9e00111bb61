with facts as (
    select * from {{ ref('int_facts__by_file') }}
),

-- most years of most departments come from one file: only the others are compared
spread as (
    select
        *,
        min(file_name || '|' || table_name) over same_place as first_origin,
        max(file_name || '|' || table_name) over same_place as last_origin
    from facts
    window same_place as (partition by source_id, counted_as, data_year, department_code)
),

disputed as (
    select * exclude (first_origin, last_origin)
    from spread
    where first_origin != last_origin
),

-- where a layout gives no key, all it holds of the year and department is compared
pairs as (
    select
        one.source_id,
        one.counted_as,
        one.data_year,
        one.department_code,
        one.file_name as one_file,
        one.table_name as one_table,
        one.fact_key as one_key,
        one.source_rows as one_rows,
        one.amount as one_amount,
        other.file_name as other_file,
        other.table_name as other_table,
        other.fact_key as other_key,
        other.source_rows as other_rows,
        other.amount as other_amount
    from disputed as one
    inner join disputed as other
        on
            one.source_id = other.source_id
            and one.counted_as = other.counted_as
            and one.data_year = other.data_year
            and one.department_code = other.department_code
            and one.file_name || '|' || one.table_name < other.file_name || '|' || other.table_name
            and coalesce(one.fact_key = other.fact_key, true)
),

sides as (
    select distinct
        source_id,
        counted_as,
        data_year,
        one_file,
        one_table,
        other_file,
        other_table,
        department_code,
        true as is_one,
        one_key as fact_key,
        one_rows as source_rows,
        one_amount as amount
    from pairs

    union all

    select distinct
        source_id,
        counted_as,
        data_year,
        one_file,
        one_table,
        other_file,
        other_table,
        department_code,
        false as is_one,
        other_key as fact_key,
        other_rows as source_rows,
        other_amount as amount
    from pairs
),

final as (
    select
        source_id,
        counted_as,
        data_year,
        one_file,
        one_table,
        other_file,
        other_table,
        count(distinct department_code) as departments,
        string_agg(distinct department_code, ', ' order by department_code) as department_codes,
        sum(source_rows) filter (where is_one) as one_rows,
        sum(source_rows) filter (where not is_one) as other_rows,
        sum(amount) filter (where is_one) as one_amount,
        sum(amount) filter (where not is_one) as other_amount
    from sides
    group by all
)

select * from final
