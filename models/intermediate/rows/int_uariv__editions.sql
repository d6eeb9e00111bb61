with victims as (
    select
        *,
        case when data_year between 1 and 9998 then make_date(data_year, 12, 31) end as year_end
    from {{ ref('int_uariv__victims') }}
    where data_year is not null
),

editions as (
    select * from {{ ref('uariv_editions') }}
),

components as (
    select * from {{ ref('components') }}
    where source_id = 'uariv'
),

gaps as (
    select * from {{ ref('delivery_gaps') }}
),

held as (
    select
        table_name,
        data_year,
        bool_or(municipality_code is not null) as has_municipalities,
        min(cutoff_date) filter (where cutoff_date >= year_end) as first_after_year_end,
        max(cutoff_date) filter (where year_end is not null) as last_cutoff
    from victims
    group by table_name, data_year
),

-- editions restate each other: adding them up would count a victim once per edition. Of the one
-- that counts, so does the first cut-off that covers the whole year, else the latest there is.
final as (
    select
        components.component_id,
        held.data_year,
        held.table_name,
        coalesce(held.first_after_year_end, held.last_cutoff) as cutoff_date,
        held.last_cutoff is not null and held.first_after_year_end is null as is_before_year_end
    from held
    inner join editions on held.table_name = editions.table_name
    cross join components
    left join gaps
        on
            held.table_name = gaps.table_name
            and components.component_id = gaps.component_id
    where gaps.component_id is null
    qualify
        row_number() over (
            partition by components.component_id, held.data_year
            order by held.has_municipalities desc, editions.preference asc
        ) = 1
)

select * from final
