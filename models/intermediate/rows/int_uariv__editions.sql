with victims as (
    select * from {{ ref('int_uariv__victims') }}
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
        bool_or(municipality_code is not null) as has_municipalities
    from victims
    group by table_name, data_year
),

-- editions restate each other: adding them up would count a victim once per edition
final as (
    select
        components.component_id,
        held.data_year,
        held.table_name
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
