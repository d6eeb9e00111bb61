{{ config(tags=["beyond_seeds"]) }}

-- A category without a name would reach readers as an id.
with

category_fields as (
    select * from {{ ref('registry_fields') }}
),

category_values as (
    select * from {{ ref('registry_values') }}
),

-- one dimension is a field under another name
dimensions as (
    select
        dimension_id,
        replace(dimension_id, 'stratum', 'dwelling_stratum') as field_id
    from {{ ref('registry_dimensions') }}
),

named as (
    select * from {{ ref('registry_members') }}
)

select distinct
    'registry_member_names' as seed,
    dimensions.dimension_id || ', ' || category_values.value_id as seed_row,
    'registry_values tiene una categoría sin nombre: agregue su fila'
    || ' · registry_values has a category without a name: add its row' as problem
from dimensions
inner join category_fields on dimensions.field_id = category_fields.field_id
inner join category_values on category_fields.value_domain = category_values.value_domain
left join named
    on
        dimensions.dimension_id = named.dimension
        and category_values.value_id = named.member
where named.member is null
