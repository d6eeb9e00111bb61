with municipalities as (
    select * from {{ ref('int_assessments__municipalities') }}
),

municipality_map as (
    select * from {{ ref('int_assessments__municipality_map') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

data_years as (
    select * from {{ ref('int_assessments__data_years') }}
),

components as (
    select * from {{ ref('components') }}
),

deliveries as (
    select * from {{ ref('int_deliveries') }}
),

caveats as (
    select * from {{ ref('int_deliveries__caveats') }}
),

regional as (
    select * from {{ ref('int_deliveries__departments') }}
),

classified as (
    select * from {{ ref('int_rows__counted') }}
    where row_status in ('used', 'set_aside')
),

counted as (
    select
        municipality_map.assessment_id,
        municipality_map.reported_under as municipality_code,
        classified.component_id,
        classified.data_year,
        sum(classified.amount) filter (where classified.row_status = 'used') as summed,
        max(classified.amount) filter (where classified.row_status = 'used') as highest,
        count(*) filter (where classified.row_status = 'used') as source_records,
        count(*) filter (where classified.row_status = 'set_aside') as set_aside_records
    from classified
    inner join municipality_map
        on classified.municipality_code = municipality_map.municipality_code
    group by all
),

final as (
    select
        municipalities.assessment_id,
        municipalities.municipality_code,
        data_years.component_id,
        data_years.data_year,
        deliveries.component_id is not null as is_delivered,
        caveats.caveats,
        -- delivered and sparse: no row means no case; a full table has to name the municipality
        case
            when deliveries.component_id is null then null
            when components.is_full_table then counted.highest
            else coalesce(counted.summed, 0)
        end as amount,
        case
            when deliveries.component_id is not null then coalesce(counted.source_records, 0)
        end as source_records,
        coalesce(counted.set_aside_records, 0) as set_aside_records
    from municipalities
    inner join assessments on municipalities.assessment_id = assessments.assessment_id
    inner join data_years on municipalities.assessment_id = data_years.assessment_id
    inner join components on data_years.component_id = components.component_id
    left join regional
        on
            components.source_id = regional.source_id
            and data_years.data_year = regional.data_year
    -- a regional delivery says nothing about the municipalities of other departments
    left join deliveries
        on
            data_years.component_id = deliveries.component_id
            and data_years.data_year = deliveries.data_year
            and (
                regional.department_codes is null
                or list_contains(
                    regional.department_codes, left(municipalities.municipality_code, 2)
                )
            )
    left join caveats
        on
            deliveries.component_id = caveats.component_id
            and deliveries.data_year = caveats.data_year
    left join counted
        on
            municipalities.assessment_id = counted.assessment_id
            and municipalities.municipality_code = counted.municipality_code
            and data_years.component_id = counted.component_id
            and data_years.data_year = counted.data_year
    where assessments.severity_basis = 'computed'
)

select * from final
