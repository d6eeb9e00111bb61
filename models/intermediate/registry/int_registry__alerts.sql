with listed as (
    select * from {{ ref('int_registry__listed') }}
    where part_id = 'alert'
),

final as (
    select
        intervention_key,
        alert_kind_id,
        value_id as alert_id,
        not is_default as is_alert,
        nullif(accompaniment_number, 0) as accompaniment_number,
        field_id,
        item_number
    from listed
)

select * from final
