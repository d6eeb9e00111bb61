with assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

lineage as (
    select * from {{ ref('int_assessments__lineage') }}
),

printed as (
    select * from {{ ref('published_figures') }}
),

severities as (
    select * from {{ ref('int_municipality_severities__calculated') }}
),

source_rows as (
    select * from {{ ref('int_rows__hpc') }}
    where row_reason is null and fragment = ''
),

municipality_map as (
    select * from {{ ref('int_assessments__municipality_map') }}
),

-- figures of a document, of the assessment or of the nearest one it varies
from_document as (
    select
        lineage.assessment_id,
        printed.severity,
        printed.source_document as published_by,
        printed.municipalities_before_ceiling,
        printed.municipalities_after_ceiling,
        cast(printed.pin as double) as pin
    from printed
    inner join lineage on printed.assessment_id = lineage.ancestor_id
    qualify
        lineage.distance
        = min(lineage.distance) over (partition by lineage.assessment_id)
),

-- figures of the HPC file, by the severity it publishes
published_pins as (
    select
        assessments.assessment_id,
        municipality_map.reported_under as municipality_code,
        sum(source_rows.amount) as pin
    from source_rows
    inner join assessments on source_rows.data_year = assessments.hpc_cycle
    inner join municipality_map
        on
            assessments.assessment_id = municipality_map.assessment_id
            and source_rows.municipality_code = municipality_map.municipality_code
    where assessments.severity_basis = 'published'
    group by assessments.assessment_id, municipality_map.reported_under
),

from_file as (
    select
        severities.assessment_id,
        severities.severity_calculated as severity,
        'HPC/JIAF' as published_by,
        cast(null as integer) as municipalities_before_ceiling,
        cast(count(*) as integer) as municipalities_after_ceiling,
        sum(published_pins.pin) as pin
    from severities
    left join published_pins
        on
            severities.assessment_id = published_pins.assessment_id
            and severities.municipality_code = published_pins.municipality_code
    left join from_document
        on
            severities.assessment_id = from_document.assessment_id
            and severities.severity_calculated = from_document.severity
    where
        severities.severity_basis = 'published'
        and severities.severity_calculated is not null
        and from_document.assessment_id is null
    group by severities.assessment_id, severities.severity_calculated
),

final as (
    select * from from_document
    union all
    select * from from_file
)

select * from final
