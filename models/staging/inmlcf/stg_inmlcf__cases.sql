with cases as (
    -- a fatal mechanism among injuries: deaths, and nobody says of which manner
    select
        *,
        'inmlcf__lesiones_no_fatales' as table_name,
        'context' as kind_field,
        case when mecanismo_causal_de_la_lesion_fatal is null then contexto end as kind_text
    from {{ source('inmlcf', 'inmlcf__lesiones_no_fatales') }}

    union all by name

    select
        *,
        'inmlcf__muertes' as table_name,
        'manner' as kind_field,
        manera_de_muerte as kind_text
    from {{ source('inmlcf', 'inmlcf__muertes') }}

    union all by name

    select
        *,
        'inmlcf__suicidios' as table_name,
        'manner' as kind_field,
        'suicidio' as kind_text
    from {{ source('inmlcf', 'inmlcf__suicidios') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

ages as (
    select * from {{ ref('inmlcf_case_ages') }}
),

renamed as (
    select
        {{ landing_columns() }},
        table_name,
        {{ place_key('inmlcf__muertes') }} as place_key,
        concat_ws(
            ', ', trim(codigo_dane_municipio), trim(municipio_del_hecho_dane),
            trim(departamento_del_hecho_dane)
        ) as place_text,
        kind_field,
        {{ normalise_text('kind_text') }} as kind,
        case when kind_field = 'manner' then {{ normalise_text('contexto') }} end as context,
        {{ normalise_text('circunstancia_del_hecho') }} as circumstance,
        trim(ciclo_vital) as age_printed,
        {{ normalise_label('ciclo_vital') }} as life_stage,
        trim(grupo_mayor_menor_de_edad) as other_age_printed,
        {{ normalise_label('grupo_mayor_menor_de_edad') }} as majority,
        trim(sexo_de_la_victima) as sex_printed,
        {{ parse_count('ano_del_hecho') }} as data_year
    from cases
),

final as (
    select
        renamed.file_name,
        renamed.sheet,
        renamed.row_number,
        renamed.table_name,
        renamed.place_text,
        renamed.kind_field,
        renamed.kind,
        renamed.context,
        renamed.circumstance,
        renamed.age_printed,
        renamed.other_age_printed,
        renamed.sex_printed,
        renamed.data_year,
        places.place_key,
        places.municipality_code,
        places.place_reason,
        -- the bands of the life stage end at 17; the majority group fills in where it is silent
        case
            when by_stage.age_class in ('minor', 'adult') then by_stage.age_class
            when by_majority.age_class in ('minor', 'adult') then by_majority.age_class
            when renamed.life_stage is null or by_stage.age_class = 'unknown' then 'unknown'
        end as age_class,
        coalesce(
            by_stage.age_class in ('minor', 'adult')
            and by_majority.age_class in ('minor', 'adult')
            and by_stage.age_class != by_majority.age_class,
            false
        ) as is_age_disagreeing
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join ages as by_stage on renamed.life_stage = by_stage.age_printed
    left join ages as by_majority on renamed.majority = by_majority.age_printed
)

select * from final
