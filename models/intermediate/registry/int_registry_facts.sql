with

final as (
    select * from {{ ref('int_registry_facts__volume') }}
    union all
    select * from {{ ref('int_registry_facts__outcomes') }}
    union all
    select * from {{ ref('int_registry_facts__recurrence') }}
)

select * from final
