-- Fails when the seed names a dimension that int_registry_members does not have: its
-- measures would be missing without a word. An empty registry says nothing.
with

final as (
    select dimensions.dimension_id
    from {{ ref('registry_dimensions') }} as dimensions
    left join
        {{ ref('int_registry_members') }} as members
        on dimensions.dimension_id = members.dimension
    where
        members.dimension is null
        and exists (select 1 from {{ ref('int_registry_members') }})
)

select * from final
