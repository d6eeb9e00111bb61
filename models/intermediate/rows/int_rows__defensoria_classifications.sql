with classifications as (
    select * from {{ ref('stg_defensoria__classifications') }}
),

alerts as (
    select * from {{ ref('int_alerts__classified') }}
),

needed as (
    select * from {{ ref('int_components__needed') }}
    where component_id = 'defensoria_alerts'
),

-- an alert listed twice with two dates is of the year that is needed
listed as (
    select
        alerts.alert_code,
        coalesce(max(needed.data_year), max(alerts.data_year)) as data_year,
        max(needed.data_year) is not null as is_needed,
        min((alerts.classification_file_name, alerts.classification_row_number)) as counted_row
    from alerts
    left join needed on alerts.data_year = needed.data_year
    group by alerts.alert_code
),

final as (
    select
        'defensoria' as source_id,
        'defensoria__clasificacion' as table_name,
        classifications.file_name,
        classifications.sheet,
        classifications.row_number,
        '' as fragment,
        cast(null as varchar) as component_id,
        listed.data_year,
        cast(null as varchar) as place_key,
        classifications.alert_code as place_text,
        cast(null as varchar) as municipality_code,
        cast(null as double) as amount,
        case
            when listed.alert_code is null then 'alert_not_listed'
            when not listed.is_needed then 'year_not_needed'
            when classifications.is_recruitment is null then 'invalid_answer'
            when classifications.is_affecting_nna is null then 'invalid_answer'
            when listed.counted_row != (classifications.file_name, classifications.row_number)
                then 'superseded'
        end as row_reason
    from classifications
    left join listed on classifications.alert_code = listed.alert_code
)

select * from final
