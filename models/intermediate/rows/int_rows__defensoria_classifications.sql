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

listed as (
    select
        alert_code,
        max(data_year) as data_year,
        min((classification_file_name, classification_row_number)) as counted_row
    from alerts
    group by alert_code
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
            when needed.data_year is null then 'year_not_needed'
            when classifications.is_recruitment is null then 'invalid_answer'
            when classifications.is_affecting_nna is null then 'invalid_answer'
            when listed.counted_row != (classifications.file_name, classifications.row_number)
                then 'superseded'
        end as row_reason
    from classifications
    left join listed on classifications.alert_code = listed.alert_code
    left join needed on listed.data_year = needed.data_year
)

select * from final
