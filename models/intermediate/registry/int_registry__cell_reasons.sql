with cells as (
    select * from {{ ref('int_registry__cells') }}
    where reason_id is not null
),

sentinels as (
    select * from {{ ref('stg_registry__sentinels') }}
),

recorded as (
    select * from {{ ref('int_registry__recorded') }}
    where extract_id is not null
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

outcomes as (
    select * from {{ ref('int_registry__outcomes') }}
),

accompaniments as (
    select * from {{ ref('int_registry__accompaniments') }}
),

-- what shows only when cells of a row are compared
found as (
    select
        extract_id,
        field_id,
        reason_id,
        1 as cells
    from cells

    union all

    select
        extract_id,
        field_id,
        'sentinel' as reason_id,
        cells
    from sentinels

    union all

    select
        extract_id,
        'age' as field_id,
        'age_disagrees' as reason_id,
        1 as cells
    from recorded
    where age != birth_age

    union all

    select
        recorded.extract_id,
        'subred' as field_id,
        'subred_disagrees' as reason_id,
        1 as cells
    from recorded
    inner join localidades on recorded.localidad = localidades.localidad_code
    where recorded.subred != localidades.subred_id

    union all

    select
        interventions.extract_id,
        'closure_date' as field_id,
        outcomes.days_to_closure_reason as reason_id,
        1 as cells
    from outcomes
    inner join interventions on outcomes.intervention_key = interventions.intervention_key
    where outcomes.closure_date is not null and outcomes.days_to_closure_reason is not null

    union all

    select
        interventions.extract_id,
        'accompaniment_' || accompaniments.accompaniment_number || '_date' as field_id,
        accompaniments.date_reason as reason_id,
        1 as cells
    from accompaniments
    inner join interventions on accompaniments.intervention_key = interventions.intervention_key
    where accompaniments.accompaniment_date is not null and accompaniments.date_reason is not null
),

final as (
    select
        extract_id,
        field_id,
        reason_id,
        cast(sum(cells) as bigint) as cells
    from found
    group by extract_id, field_id, reason_id
)

select * from final
