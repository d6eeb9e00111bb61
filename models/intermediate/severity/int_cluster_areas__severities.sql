with source_rows as (
    select * from {{ ref('int_rows__hpc') }}
    where row_reason is null
),

severities as (
    select * from {{ ref('stg_hpc__severities') }}
),

municipality_map as (
    select * from {{ ref('int_assessments__municipality_map') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

-- the highest, should two codes of the file belong to one municipality of the list
final as (
    select
        assessments.assessment_id,
        municipality_map.reported_under as municipality_code,
        severities.area_id,
        severities.area_role,
        severities.hpc_cycle,
        max(severities.severity) as severity,
        max(severities.severity_published) as severity_published
    from severities
    inner join source_rows
        on
            severities.file_name = source_rows.file_name
            and severities.sheet = source_rows.sheet
            and severities.row_number = source_rows.row_number
            and severities.area_id = source_rows.fragment
    inner join assessments on severities.hpc_cycle = assessments.hpc_cycle
    inner join municipality_map
        on
            assessments.assessment_id = municipality_map.assessment_id
            and severities.municipality_code = municipality_map.municipality_code
    group by all
)

select * from final
