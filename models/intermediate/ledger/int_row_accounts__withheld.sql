with counted as (
    select * from {{ ref('int_rows__counted') }}
),

accounts as (
    select * from {{ ref('int_row_accounts') }}
),

components as (
    select * from {{ ref('components') }}
),

variables as (
    select * from {{ ref('variables') }}
),

parts as (
    select * from {{ ref('variable_components') }}
),

sensitive as (
    select distinct parts.component_id
    from parts
    inner join variables
        on
            parts.methodology_id = variables.methodology_id
            and parts.variable_id = variables.variable_id
    where variables.is_sensitive
),

minimum as (
    select {{ parameter('minimum_cell') }} as minimum_cell
),

-- what a file says of one municipality and year
cells as (
    select
        counted.source_id,
        counted.file_name,
        counted.municipality_code,
        sum(counted.amount) as amount
    from counted
    inner join sensitive on counted.component_id = sensitive.component_id
    where counted.row_status = 'used'
    group by
        counted.source_id,
        counted.file_name,
        counted.municipality_code,
        counted.component_id,
        counted.data_year
),

few as (
    select
        cells.source_id,
        cells.file_name,
        count(*) as cells_told_nowhere,
        sum(cells.amount) as amount_told_nowhere,
        any_value(minimum.minimum_cell) as minimum_cell
    from cells
    cross join minimum
    where {{ is_few('cells.amount', 'minimum.minimum_cell') }}
    group by cells.source_id, cells.file_name
),

-- less what is told, a sum over few cells, or over cells all least or all highest, gives them back
given_back as (
    select
        source_id,
        file_name
    from few
    where
        cells_told_nowhere < minimum_cell
        or amount_told_nowhere <= cells_told_nowhere
        or amount_told_nowhere >= cells_told_nowhere * (minimum_cell - 1)
),

-- a file of a few people is about them, whatever became of its rows
small as (
    select
        accounts.source_id,
        accounts.file_name
    from accounts
    cross join minimum
    where
        {{ is_few('coalesce(accounts.amount_read, accounts.rows_read)', 'minimum.minimum_cell') }}
        and accounts.source_id in (
            select components.source_id
            from components
            inner join sensitive on components.component_id = sensitive.component_id
        )
),

final as (
    select * from given_back
    union distinct
    select * from small
)

select * from final
