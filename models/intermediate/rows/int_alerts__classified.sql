with alerts as (
    select * from {{ ref('stg_defensoria__alerts') }}
),

classifications as (
    select * from {{ ref('stg_defensoria__classifications') }}
),

-- the newest reading of an alert counts
newest as (
    select *
    from classifications
    where is_recruitment is not null and is_affecting_nna is not null
    qualify
        row_number() over (
            partition by alert_code
            order by classified_on desc nulls last, file_name desc, row_number desc
        ) = 1
),

final as (
    select
        alerts.file_name,
        alerts.sheet,
        alerts.row_number,
        alerts.alert_code,
        alerts.data_year,
        alerts.issued_on,
        alerts.is_truncated,
        newest.alert_code is not null as is_classified,
        newest.is_recruitment and newest.is_affecting_nna as is_counted,
        newest.file_name as classification_file_name,
        newest.row_number as classification_row_number
    from alerts
    left join newest on alerts.alert_code = newest.alert_code
)

select * from final
