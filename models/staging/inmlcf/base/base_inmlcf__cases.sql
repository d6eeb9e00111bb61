with injuries as (
    select * from {{ source('inmlcf', 'inmlcf__lesiones_no_fatales') }}
),

deaths as (
    select * from {{ source('inmlcf', 'inmlcf__muertes') }}
),

suicides as (
    select * from {{ source('inmlcf', 'inmlcf__suicidios') }}
),

final as (
    -- a fatal mechanism among injuries: deaths, and nobody says of which manner
    select
        *,
        'inmlcf__lesiones_no_fatales' as table_name,
        'context' as kind_field,
        case when mecanismo_causal_de_la_lesion_fatal is null then contexto end as kind_text
    from injuries

    union all by name

    select
        *,
        'inmlcf__muertes' as table_name,
        'manner' as kind_field,
        manera_de_muerte as kind_text
    from deaths

    union all by name

    select
        *,
        'inmlcf__suicidios' as table_name,
        'manner' as kind_field,
        'suicidio' as kind_text
    from suicides
)

select * from final
