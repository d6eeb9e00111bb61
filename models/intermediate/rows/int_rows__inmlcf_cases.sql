with source_rows as (
    select * from {{ ref('stg_inmlcf__cases') }}
),

contexts as (
    select
        field,
        text,
        outcome,
        nullif(component_id, '') as component_id
    from {{ ref('inmlcf_contexts') }}
),

needed as (
    select * from {{ ref('int_components__needed') }}
),

-- components whose cases count only in some circumstances: homicides
circumstantial as (
    select distinct component_id
    from contexts
    where field = 'circumstance' and component_id is not null
),

-- what each row is; a homicide counts where its circumstance or its context does
kinds as (
    select
        source_rows.*,
        kind.component_id,
        kind.outcome as kind_outcome,
        case
            when circumstantial.component_id is null then 'counted'
            when circumstance.outcome = 'counted' or context.outcome = 'counted' then 'counted'
            when source_rows.circumstance is not null and circumstance.outcome is null then null
            when source_rows.context is not null and context.outcome is null then null
            when circumstance.outcome = 'not_counted' or context.outcome = 'not_counted'
                then 'not_counted'
            else 'not_recorded'
        end as circumstance_outcome
    from source_rows
    left join contexts as kind
        on source_rows.kind_field = kind.field and source_rows.kind = kind.text
    left join circumstantial on kind.component_id = circumstantial.component_id
    left join contexts as circumstance
        on circumstance.field = 'circumstance' and source_rows.circumstance = circumstance.text
    left join contexts as context
        on context.field = 'circumstance' and source_rows.context = context.text
),

final as (
    select
        'inmlcf' as source_id,
        kinds.table_name,
        kinds.file_name,
        kinds.sheet,
        kinds.row_number,
        '' as fragment,
        kinds.component_id,
        kinds.data_year,
        kinds.place_key,
        kinds.place_text,
        kinds.municipality_code,
        -- a row is one case
        cast(1 as double) as amount,
        case
            when kinds.kind_outcome is null then 'unknown_context'
            when kinds.kind_outcome = 'not_counted' then 'context_not_counted'
            when kinds.data_year is null then 'invalid_year'
            when kinds.component_id is not null and needed.component_id is null
                then 'year_not_needed'
            when kinds.age_class is null then 'unknown_age_band'
            when kinds.age_class = 'adult' then 'adult'
            when kinds.age_class = 'unknown' then 'age_unknown'
            when kinds.kind_outcome = 'not_recorded' then 'context_not_recorded'
            when kinds.circumstance_outcome is null then 'unknown_context'
            when kinds.circumstance_outcome = 'not_counted' then 'context_not_counted'
            when kinds.circumstance_outcome = 'not_recorded' then 'context_not_recorded'
            when kinds.municipality_code is null then kinds.place_reason
        end as row_reason
    from kinds
    left join needed
        on
            kinds.component_id = needed.component_id
            and kinds.data_year = needed.data_year
)

select * from final
