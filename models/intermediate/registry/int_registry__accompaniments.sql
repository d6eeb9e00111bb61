with interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

source_rows as (
    select * from {{ ref('stg_registry__rows') }}
),

cells as (
    select * from {{ ref('int_registry__cells') }}
),

fields as (
    select * from {{ ref('registry_fields') }}
    where accompaniment_number > 0
),

extracts as (
    select * from {{ ref('registry_extract_names') }}
),

limits as (
    select * from {{ ref('registry_limits') }}
    where limit_id = 'days_to_accompaniment'
),

pivoted as (
    select
        source_rows.intervention_key,
        fields.accompaniment_number,
        max(cells.value_id) filter (where fields.part_id = 'profile') as profile_id,
        max(cells.date_value) filter (where fields.part_id = 'date') as accompaniment_date,
        max(cells.reason_id) filter (where fields.part_id = 'date') as date_reason,
        max(cells.value_id) filter (where fields.part_id = 'met') as met,
        count(*) filter (where fields.part_id = 'met') > 0 as has_met
    from cells
    inner join fields on cells.field_id = fields.field_id
    inner join source_rows on cells.source_row = source_rows.source_row
    group by source_rows.intervention_key, fields.accompaniment_number
),

final as (
    select
        pivoted.intervention_key,
        cast(pivoted.accompaniment_number as integer) as accompaniment_number,
        pivoted.profile_id,
        pivoted.accompaniment_date,
        case
            when pivoted.accompaniment_date is null then coalesce(pivoted.date_reason, 'no_data')
            when pivoted.accompaniment_date < interventions.intervention_date
                then 'accompaniment_before_intervention'
            when
                pivoted.accompaniment_date - interventions.intervention_date > limits.upper
                then 'accompaniment_after_limit'
        end as date_reason,
        case
            when
                pivoted.accompaniment_date - interventions.intervention_date
                between limits.lower and limits.upper
                then
                    cast(
                        pivoted.accompaniment_date - interventions.intervention_date as integer
                    )
        end as days_from_intervention,
        coalesce(
            pivoted.met,
            case when extracts.has_open_cases and not pivoted.has_met then 'open' end,
            'no_data'
        ) as met_status_id
    from pivoted
    inner join interventions on pivoted.intervention_key = interventions.intervention_key
    inner join extracts on interventions.extract_id = extracts.extract_id
    cross join limits
)

select * from final
