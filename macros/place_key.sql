{#-
    Key of one place as a raw table writes it. Every staging model that names a place builds it, and
    stg_places__resolved answers it once.
-#}
{% macro place_key(table) -%}
    md5(
        concat_ws(
            '|',
            '{{ table.split('__')[0] }}'
            {%- for text in place_columns(table).split('; ') %},
            coalesce(trim({{ text }}), '')
            {%- endfor %}
        )
    )
{%- endmacro %}
