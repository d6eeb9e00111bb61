-- What is kept out of one variable would be told by another one made of the same part.
with variables as (
    select * from {{ ref('variables') }}
),

variable_components as (
    select * from {{ ref('variable_components') }}
),

parts as (
    select
        variable_components.component_id,
        variables.variable_id,
        variables.is_sensitive
    from variable_components
    inner join variables
        on
            variable_components.methodology_id = variables.methodology_id
            and variable_components.variable_id = variables.variable_id
)

select
    'variable_components' as seed,
    component_id as seed_row,
    'el componente cuenta para variables sensibles y para otras: '
    || string_agg(distinct variable_id, ', ' order by variable_id)
    || ' · the component counts for sensitive variables and for others: '
    || string_agg(distinct variable_id, ', ' order by variable_id) as problem
from parts
group by component_id
having bool_or(is_sensitive) and bool_or(not is_sensitive)
