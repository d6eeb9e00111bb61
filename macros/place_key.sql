{#-
    Key of one place reference as a source wrote it. Every staging model that names a place builds it from the same
    five texts, and stg_places__resolved answers it once.
-#}
{% macro place_key(source_id, code='null', department_code='null', department='null', municipality='null') -%}
    md5(
        concat_ws(
            '|',
            '{{ source_id }}',
            coalesce(trim({{ code }}), ''),
            coalesce(trim({{ department_code }}), ''),
            coalesce(trim({{ department }}), ''),
            coalesce(trim({{ municipality }}), '')
        )
    )
{%- endmacro %}
