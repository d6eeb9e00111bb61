with victims as (
    select * from {{ ref('int_uariv__victims') }}
    where municipality_code is not null
),

editions as (
    select * from {{ ref('int_uariv__editions') }}
    where cutoff_date is not null
),

gaps as (
    select * from {{ ref('delivery_gaps') }}
),

-- the registry is delivered department by department: one may come with another cut-off, or only
-- in an edition that does not count
final as (
    select
        editions.component_id,
        victims.data_year,
        left(victims.municipality_code, 2) as department_code,
        bool_or(
            victims.table_name = editions.table_name
            and victims.cutoff_date = editions.cutoff_date
        ) as has_counted_cutoff
    from victims
    inner join editions on victims.data_year = editions.data_year
    left join gaps
        on
            victims.table_name = gaps.table_name
            and editions.component_id = gaps.component_id
    where gaps.reason is null
    group by editions.component_id, victims.data_year, left(victims.municipality_code, 2)
)

select * from final
