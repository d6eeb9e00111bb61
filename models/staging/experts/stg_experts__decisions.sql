with source as (
    select * from {{ source('experts', 'experts__decisions') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

kinds as (
    select * from {{ ref('expert_decision_kinds') }}
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key('experts__decisions') }} as place_key,
        concat_ws(' ', trim(divipola), trim(municipio)) as place_text,
        -- it is a part of the key: a row that names none is found by it, too
        coalesce(trim(assessment_id), '') as assessment_id,
        {{ normalise_text('decision') }} as decision,
        {{ parse_count('severidad_anterior') }} as severity_before,
        {{ parse_count('severidad_nueva') }} as severity_after,
        nullif(trim(justificacion), '') as rationale,
        nullif(trim(evidencia), '') as evidence,
        nullif(trim(propuesto_por), '') as proposed_by,
        nullif(trim(aprobado_por), '') as approved_by,
        nullif(trim(fecha_aprobacion), '') is not null as is_dated,
        {{ parse_date('fecha_aprobacion') }} as approved_on
    from source
),

final as (
    select
        renamed.file_name,
        renamed.sheet,
        renamed.row_number,
        renamed.place_text,
        places.place_key,
        places.municipality_code,
        places.place_reason,
        renamed.assessment_id,
        renamed.decision,
        kinds.direction,
        renamed.severity_before,
        renamed.severity_after,
        renamed.rationale,
        renamed.evidence,
        renamed.proposed_by,
        renamed.approved_by,
        renamed.is_dated,
        renamed.approved_on
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join kinds on renamed.decision = kinds.decision
)

select * from final
