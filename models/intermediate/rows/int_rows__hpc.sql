with severities as (
    select * from {{ ref('stg_hpc__severities') }}
),

pins as (
    select * from {{ ref('stg_hpc__pins') }}
),

needed as (
    select distinct hpc_cycle from {{ ref('int_assessments__resolved') }}
),

levels as (
    select distinct severity from {{ ref('score_steps') }}
),

-- a PiN has no area and no severity
stacked as (
    select
        *,
        severity_published as number_published
    from severities

    union all by name

    select
        *,
        child_protection_pin as number_published
    from pins
),

final as (
    select
        'hpc' as source_id,
        stacked.table_name,
        stacked.file_name,
        stacked.sheet,
        stacked.row_number,
        coalesce(stacked.area_id, '') as fragment,
        stacked.area_id as component_id,
        stacked.hpc_cycle as data_year,
        stacked.place_key,
        stacked.place_text,
        stacked.municipality_code,
        -- severities add up to nothing
        case when stacked.area_id is null then stacked.number_published end as amount,
        stacked.municipality_code as fact_key,
        case
            when stacked.country_iso3 != '{{ var("country_iso3") }}' then 'other_country'
            when needed.hpc_cycle is null then 'cycle_not_needed'
            when stacked.population_group is not null then 'group_row'
            when not stacked.is_published then 'area_without_value'
            when stacked.number_published is null then 'invalid_number'
            when stacked.area_id is null and stacked.number_published < 0 then 'invalid_number'
            when stacked.area_id is not null and levels.severity is null then 'invalid_severity'
            when stacked.municipality_code is null then stacked.place_reason
        end as row_reason
    from stacked
    left join needed on stacked.hpc_cycle = needed.hpc_cycle
    left join levels on stacked.severity = levels.severity
)

select * from final
