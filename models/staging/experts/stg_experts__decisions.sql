with source as (
    select * from {{ source('experts', 'experts__decisions') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

kinds as (
    select * from {{ ref('expert_decision_kinds') }}
),

words as (
    select * from {{ ref('expert_decision_words') }}
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key('experts__decisions') }} as place_key,
        concat_ws(' ', trim(divipola), trim(municipio)) as place_text,
        -- it is a part of the key: a row that names none is found by it, too
        coalesce(trim(assessment_id), '') as assessment_id,
        -- who decides nothing about a municipality leaves its row as it was written
        trim(concat(
            decision, severidad_nueva, justificacion, evidencia, fuente_evidencia, propuesto_por,
            aprobado_por, fecha_aprobacion, vence, estado
        )) = '' as is_undecided,
        {{ normalise_text('decision') }} as decision,
        coalesce({{ normalise_text('etapa') }}, 'cluster') as stage_word,
        {{ normalise_text('estado') }} as state_word,
        {{ parse_count('severidad_anterior') }} as severity_before,
        {{ parse_count('severidad_nueva') }} as severity_after,
        nullif(trim(justificacion), '') as rationale,
        nullif(trim(evidencia), '') as evidence,
        nullif(trim(fuente_evidencia), '') as evidence_source,
        nullif(trim(propuesto_por), '') as proposed_by,
        nullif(trim(aprobado_por), '') as approved_by,
        nullif(trim(fecha_aprobacion), '') is not null as is_dated,
        {{ parse_date('fecha_aprobacion') }} as approved_on,
        nullif(trim(vence), '') is not null as is_expiring,
        {{ parse_date('vence') }} as expires_on
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
        renamed.is_undecided,
        renamed.decision,
        kinds.direction,
        stage_words.meaning as decision_stage,
        state_words.meaning as decision_state,
        renamed.state_word is null or state_words.meaning is not null as is_state_known,
        state_words.row_reason as state_reason,
        renamed.severity_before,
        renamed.severity_after,
        renamed.rationale,
        renamed.evidence,
        renamed.evidence_source,
        renamed.proposed_by,
        renamed.approved_by,
        renamed.is_dated,
        renamed.approved_on,
        renamed.is_expiring,
        renamed.expires_on
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join kinds on renamed.decision = kinds.decision
    left join words as stage_words
        on stage_words.list_id = 'stage' and renamed.stage_word = stage_words.word
    left join words as state_words
        on state_words.list_id = 'state' and renamed.state_word = state_words.word
)

select * from final
