with recorded as (
    select * from {{ ref('int_registry__recorded') }}
    where extract_id is not null
),

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
),

reasons as (
    select * from {{ ref('registry_cell_reasons') }}
),

-- what shows only when dates of a child are compared
dates as (
    select
        intervention_key,
        'closure_date' as field_id,
        days_to_closure_reason as reason_id
    from {{ ref('int_registry__outcomes') }}
    where closure_date is not null and days_to_closure_reason is not null

    union all

    select
        intervention_key,
        'accompaniment_' || accompaniment_number || '_date' as field_id,
        date_reason as reason_id
    from {{ ref('int_registry__accompaniments') }}
    where accompaniment_date is not null and date_reason is not null
),

found as (
    select
        extract_id,
        field_id,
        reason_id,
        1 as cells
    from {{ ref('int_registry__cells') }}
    where reason_id is not null

    union all

    select
        extract_id,
        field_id,
        'sentinel' as reason_id,
        sentinels as cells
    from {{ ref('int_registry__completeness') }}
    where sentinels > 0

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
        dates.field_id,
        dates.reason_id,
        1 as cells
    from dates
    inner join interventions on dates.intervention_key = interventions.intervention_key
),

final as (
    select
        found.extract_id,
        found.field_id,
        fields.label_es as field_es,
        fields.label_en as field_en,
        found.reason_id,
        reasons.label_es as reason_es,
        reasons.label_en as reason_en,
        reasons.is_used,
        cast(sum(found.cells) as bigint) as cells
    from found
    left join fields on found.field_id = fields.field_id
    left join reasons on found.reason_id = reasons.reason_id
    group by all
)

select * from final
