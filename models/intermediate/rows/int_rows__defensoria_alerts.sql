with alerts as (
    select * from {{ ref('int_alerts__classified') }}
),

alert_municipalities as (
    select * from {{ ref('stg_defensoria__alert_municipalities') }}
),

components as (
    select * from {{ ref('components') }}
    where source_id = 'defensoria'
),

needed as (
    select * from {{ ref('int_components__needed') }}
),

-- an alert that names no place still is a row to account for
named as (
    select
        alerts.*,
        alert_municipalities.fragment,
        alert_municipalities.place_key,
        alert_municipalities.place_text,
        alert_municipalities.municipality_code,
        alert_municipalities.place_reason,
        row_number() over (
            partition by
                alerts.file_name, alerts.alert_code, alert_municipalities.municipality_code
            order by alerts.sheet, alerts.row_number, alert_municipalities.fragment
        ) as copy_number
    from alerts
    left join alert_municipalities
        on
            alerts.file_name = alert_municipalities.file_name
            and alerts.sheet = alert_municipalities.sheet
            and alerts.row_number = alert_municipalities.row_number
),

final as (
    select
        'defensoria' as source_id,
        'defensoria__alertas' as table_name,
        named.file_name,
        named.sheet,
        named.row_number,
        coalesce(cast(named.fragment as varchar), '') as fragment,
        components.component_id,
        named.data_year,
        named.place_key,
        named.place_text,
        named.municipality_code,
        cast(1 as double) as amount,
        named.alert_code as fact_key,
        case
            when named.issued_on is null then 'invalid_date'
            when needed.component_id is null then 'year_not_needed'
            when not named.is_classified then 'alert_not_classified'
            when not named.is_counted then 'not_recruitment'
            when named.fragment is null then 'no_place_given'
            when named.municipality_code is null then named.place_reason
            when named.copy_number > 1 then 'duplicate_row'
        end as row_reason
    from named
    cross join components
    left join needed
        on
            components.component_id = needed.component_id
            and named.data_year = needed.data_year
)

select * from final
