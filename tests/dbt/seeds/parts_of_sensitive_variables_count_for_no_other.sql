-- What is kept out of one variable would be told by another one made of the same part.
with parts as (
    select
        parts.methodology_id,
        parts.component_id,
        parts.variable_id,
        variables.is_sensitive
    from {{ ref('variable_components') }} as parts
    inner join {{ ref('variables') }} as variables
        on
            parts.methodology_id = variables.methodology_id
            and parts.variable_id = variables.variable_id
)

select
    'variable_components' as seed,
    component_id as seed_row,
    'the component counts for sensitive variables and for others: '
    || string_agg(distinct variable_id, ', ' order by variable_id) as problem
from parts
group by component_id
having bool_or(is_sensitive) and bool_or(not is_sensitive)
