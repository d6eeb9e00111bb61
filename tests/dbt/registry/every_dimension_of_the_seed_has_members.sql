-- Fails when the seed names a dimension that int_registry__members does not have: its
-- measures would be missing without a word. An empty registry says nothing.
with

final as (
    select dimensions.dimension_id
    from {{ ref('registry_dimensions') }} as dimensions
    left join
        {{ ref('int_registry__members') }} as members
        on dimensions.dimension_id = members.dimension
    where
        members.dimension is null
        and exists (select 1 from {{ ref('int_registry__members') }})
)

select * from final
