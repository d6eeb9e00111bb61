with

member_columns as (
    select * from {{ ref('int_registry_member_columns') }}
),

final as (
    select
        intervention_key,
        dimension,
        member
    from member_columns
    unpivot (
        member for dimension in (columns(* exclude (intervention_key)))
    )
)

select * from final
