-- What is not approved, as if it were today; what was rejected stays so.
update amparo.raw.experts__decisions
set
    estado = null,
    aprobado_por = coalesce(nullif(trim(aprobado_por), ''), $by),
    fecha_aprobacion = coalesce(nullif(trim(fecha_aprobacion), ''), cast(current_date as varchar))
where
    list_contains($files, _file_name)
    and trim(concat(decision, severidad_nueva, justificacion)) != ''
    and coalesce(strip_accents(lower(trim(estado))), '') in (
        select '' union all
        select word from amparo.seeds.expert_decision_words
        where list_id = 'state' and coalesce(meaning in ('proposed', 'approved'), false)
    )
