with listed as (
    select * from {{ ref('int_registry__listed') }}
    where part_id = 'population'
),

final as (
    select
        intervention_key,
        value_id as population_id,
        item_number
    from listed
)

select * from final
