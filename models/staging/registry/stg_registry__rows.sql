with source_rows as (
    select * from {{ ref('base_registry__rows') }}
),

named as (
    select
        source_row,
        {{ landing_columns() }},
        nullif(trim(base_origen), '') as extract_text,
        extract_id,
        id_fic as form_key,
        ficha_fic as form_number_key,
        numero_de_ficha_anterior as previous_form_number_key,
        -- whatever the column means in the extract
        trim(nna_desvinculado_de_la_actividad_laboral) as first_answer_text,
        coalesce(extract_id, trim(base_origen), '') as stacked_from,
        -- a row without form is a form of its own
        coalesce(id_fic, 'row ' || source_row) as form,
        {{ row_contents(['source_row']) }} as contents
    from source_rows
),

numbered as (
    select
        *,
        row_number() over (partition by stacked_from, form order by source_row) as row_in_form,
        count(*) over (partition by stacked_from, form) as rows_in_form,
        row_number() over (partition by contents order by source_row) > 1 as is_repeat
    from named
),

final as (
    select
        * exclude (stacked_from, form, contents, row_in_form, rows_in_form),
        cast(row_in_form as integer) as row_in_form,
        cast(rows_in_form as integer) as rows_in_form,
        md5(concat_ws('|', stacked_from, form, row_in_form)) as intervention_key
    from numbered
)

select * from final
