with listed as (
    select * from {{ ref('int_registry__listed') }}
    where part_id = 'iec'
),

final as (
    select
        intervention_key,
        accompaniment_number,
        value_id as iec_id,
        item_number
    from listed
)

select * from final
