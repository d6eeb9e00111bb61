with source_rows as (
    select * from {{ ref('base_registry__rows') }}
),

numbered as (
    select
        source_row,
        trim(nna_desvinculado_de_la_actividad_laboral) as answer_text,
        row_number() over (
            partition by {{ row_contents(['source_row']) }}
            order by source_row
        ) as repeat_number
    from source_rows
),

answers as (
    select * from {{ ref('registry_values') }}
    where value_domain = 'yes_no'
),

final as (
    select
        numbered.source_row,
        numbered.answer_text,
        answers.value_id as answer_id,
        numbered.repeat_number > 1 as is_repeat
    from numbered
    left join answers on {{ registry_value_text('numbered.answer_text') }} = answers.value_text
)

select * from final
