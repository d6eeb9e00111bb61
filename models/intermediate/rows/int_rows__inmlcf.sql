with source_rows as (
    select * from {{ ref('stg_inmlcf__indicators') }}
),

indicators as (
    select
        indicator_code,
        nullif(component_id, '') as component_id
    from {{ ref('inmlcf_indicators') }}
),

needed as (
    select * from {{ ref('int_components__needed') }}
),

final as (
    select
        'inmlcf' as source_id,
        'inmlcf__procuraduria' as table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        '' as fragment,
        indicators.component_id,
        source_rows.data_year,
        source_rows.place_key,
        source_rows.place_text,
        source_rows.municipality_code,
        cast(source_rows.cases as double) as amount,
        case
            when indicators.indicator_code is null then 'unknown_indicator'
            when source_rows.age_class is null then 'unknown_age_band'
            when source_rows.age_class = 'adult' then 'adult'
            when indicators.component_id is null then 'indicator_not_counted'
            when source_rows.data_year is null then 'invalid_year'
            when needed.component_id is null then 'year_not_needed'
            when source_rows.cases is null or source_rows.cases < 0 then 'invalid_number'
            when source_rows.municipality_code is null then source_rows.place_reason
        end as row_reason
    from source_rows
    left join indicators on source_rows.indicator_code = indicators.indicator_code
    left join needed
        on
            indicators.component_id = needed.component_id
            and source_rows.data_year = needed.data_year
)

select * from final
