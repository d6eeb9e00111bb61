with source_rows as (
    select * from {{ ref('stg_ipor__levels') }}
),

components as (
    select * from {{ ref('components') }}
    where source_id = 'ipor'
),

levels as (
    select distinct severity as ipor_level
    from {{ ref('severity_scales') }}
    where variable_id = 'ipor'
),

-- within a file: two files that state one level are told by a test
spread as (
    select
        file_name,
        municipality_code,
        data_year,
        count(distinct ipor_level) as levels,
        min((sheet, row_number)) as first_row
    from source_rows
    group by file_name, municipality_code, data_year
),

needed as (
    select * from {{ ref('int_components__needed') }}
),

final as (
    select
        'ipor' as source_id,
        'ipor__niveles' as table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        '' as fragment,
        components.component_id,
        source_rows.data_year,
        source_rows.place_key,
        source_rows.place_text,
        source_rows.municipality_code,
        cast(source_rows.ipor_level as double) as amount,
        source_rows.municipality_code as fact_key,
        case
            when source_rows.data_year is null then 'invalid_year'
            when needed.component_id is null then 'year_not_needed'
            when levels.ipor_level is null then 'invalid_level'
            when source_rows.municipality_code is null then source_rows.place_reason
            when spread.levels > 1 then 'conflicting_values'
            when spread.first_row != (source_rows.sheet, source_rows.row_number)
                then 'duplicate_row'
        end as row_reason
    from source_rows
    cross join components
    left join levels on source_rows.ipor_level = levels.ipor_level
    left join spread
        on
            source_rows.file_name = spread.file_name
            and source_rows.municipality_code = spread.municipality_code
            and source_rows.data_year = spread.data_year
    left join needed
        on
            components.component_id = needed.component_id
            and source_rows.data_year = needed.data_year
)

select * from final
