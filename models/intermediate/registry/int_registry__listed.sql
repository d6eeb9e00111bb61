{{ config(materialized='ephemeral') }}

with interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

source_rows as (
    select * from {{ ref('stg_registry__rows') }}
),

cells as (
    select * from {{ ref('int_registry__cells') }}
    where value_id is not null
),

fields as (
    select * from {{ ref('registry_fields') }}
    where part_id is not null
),

final as (
    select
        interventions.intervention_key,
        fields.part_id,
        fields.alert_kind_id,
        cast(fields.accompaniment_number as integer) as accompaniment_number,
        cells.field_id,
        cells.item_number,
        cells.value_id,
        cells.is_default
    from cells
    inner join fields on cells.field_id = fields.field_id
    inner join source_rows on cells.source_row = source_rows.source_row
    inner join interventions on source_rows.intervention_key = interventions.intervention_key
)

select * from final
