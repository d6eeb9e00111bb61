with declared as (
    select * from {{ ref('stg_landing__declared_sources') }}
),

files as (
    select * from {{ ref('stg_landing__files') }}
),

classified as (
    select * from {{ ref('int_rows__classified') }}
),

editions as (
    select * from {{ ref('int_uariv__editions') }}
),

landed as (
    select
        source_id,
        count(distinct file_name) as files,
        sum(rows_read) as rows_read,
        bool_or(is_synthetic) as is_synthetic,
        max(loaded_at) as loaded_at
    from files
    group by source_id
),

years as (
    select
        source_id,
        min(data_year) filter (where row_status = 'used') as first_year_used,
        max(data_year) filter (where row_status = 'used') as last_year_used
    from classified
    group by source_id
),

-- one line per year, unless its components are counted from editions with other cut-offs
uariv_years as (
    select distinct
        data_year,
        cutoff_date
    from editions
),

vintages as (
    select
        'uariv' as source_id,
        string_agg(data_year || ': ' || cutoff_date, ', ' order by data_year, cutoff_date)
            as cutoffs
    from uariv_years
),

final as (
    select
        declared.source_id,
        declared.label_es,
        declared.label_en,
        declared.provider,
        declared.licence,
        vintages.cutoffs,
        cast(years.first_year_used as integer) as first_year_used,
        cast(years.last_year_used as integer) as last_year_used,
        cast(coalesce(landed.files, 0) as integer) as files,
        cast(coalesce(landed.rows_read, 0) as bigint) as rows_read,
        landed.source_id is not null as is_delivered,
        coalesce(landed.is_synthetic, false) as is_synthetic,
        landed.loaded_at
    from declared
    left join landed on declared.source_id = landed.source_id
    left join years on declared.source_id = years.source_id
    left join vintages on declared.source_id = vintages.source_id
)

select * from final
