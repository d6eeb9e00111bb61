with source_rows as (
    select * from {{ ref('stg_hpc__severities') }}
),

needed as (
    select distinct hpc_cycle from {{ ref('int_assessments__resolved') }}
),

levels as (
    select distinct severity from {{ ref('score_steps') }}
),

final as (
    select
        'hpc' as source_id,
        source_rows.table_name,
        source_rows.file_name,
        source_rows.sheet,
        source_rows.row_number,
        source_rows.area_id as fragment,
        source_rows.area_id as component_id,
        source_rows.hpc_cycle as data_year,
        source_rows.place_key,
        source_rows.place_text,
        source_rows.municipality_code,
        cast(null as double) as amount,
        source_rows.municipality_code as fact_key,
        case
            when source_rows.country_iso3 != '{{ var("country_iso3") }}' then 'other_country'
            when needed.hpc_cycle is null then 'cycle_not_needed'
            when source_rows.population_group is not null then 'group_row'
            when not source_rows.is_published then 'area_without_value'
            when source_rows.severity_published is null then 'invalid_number'
            when levels.severity is null then 'invalid_severity'
            when source_rows.municipality_code is null then source_rows.place_reason
        end as row_reason
    from source_rows
    left join needed on source_rows.hpc_cycle = needed.hpc_cycle
    left join levels on source_rows.severity = levels.severity
)

select * from final
