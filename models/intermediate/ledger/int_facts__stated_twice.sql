with used_rows as (
    select * from {{ ref('int_rows__classified') }}
    where row_status = 'used'
),

-- decisions and readings of alerts are no facts to add up: of those the newest counts
facts as (
    select
        source_id,
        coalesce(component_id, source_id) as counted_as,
        data_year,
        left(municipality_code, 2) as department_code,
        fact_key,
        struct_pack(file_name := file_name, table_name := table_name) as origin,
        count(distinct sheet || '|' || row_number) as source_rows,
        sum(additive_amount) as amount
    from used_rows
    where component_id is not null or fact_key is not null
    group by all
),

-- most years of most departments come from one file: only the others are compared
disputed as (
    select *
    from facts
    window same_place as (partition by source_id, counted_as, data_year, department_code)
    qualify min(origin) over same_place != max(origin) over same_place
),

-- where a layout gives no key, all it holds of the year and department is compared
sides as (
    select distinct
        side.*,
        least(side.origin, other.origin) as one,
        greatest(side.origin, other.origin) as other
    from disputed as side
    inner join disputed as other
        on
            side.source_id = other.source_id
            and side.counted_as = other.counted_as
            and side.data_year = other.data_year
            and side.department_code = other.department_code
            and side.origin != other.origin
            and coalesce(side.fact_key = other.fact_key, true)
),

final as (
    select
        source_id,
        counted_as,
        data_year,
        struct_extract(one, 'file_name') as one_file,
        struct_extract(one, 'table_name') as one_table,
        struct_extract(other, 'file_name') as other_file,
        struct_extract(other, 'table_name') as other_table,
        count(distinct department_code) as departments,
        string_agg(distinct department_code, ', ' order by department_code) as department_codes,
        sum(source_rows) filter (where origin = one) as one_rows,
        sum(source_rows) filter (where origin = other) as other_rows,
        sum(amount) filter (where origin = one) as one_amount,
        sum(amount) filter (where origin = other) as other_amount
    from sides
    group by all
)

select * from final
