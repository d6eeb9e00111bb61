{#- Like normalise_text, but what stands in parentheses is kept: "(06 a 11)" becomes "06 a 11". -#}
{% macro normalise_label(expression) -%}
    nullif(
        trim(regexp_replace(lower(strip_accents({{ expression }})), '[^a-z0-9]+', ' ', 'g')),
        ''
    )
{%- endmacro %}
