with inherited as (
    {{ inherited(
        ref('variables'),
        ref('int_methodologies__lineage'),
        'methodology_id',
        per=['variable_id'],
    ) }}
),

-- a methodology leaves out what its parent measures by stating that it is not used
final as (
    select * exclude (is_used)
    from inherited
    where is_used
)

select * from final
