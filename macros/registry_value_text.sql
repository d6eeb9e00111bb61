{#-
    A category as the seeds of the registry write it: normalised, without the code before its text
    ("5- Nieto(a)").
-#}
{% macro registry_value_text(expression) -%}
    regexp_replace({{ normalise_label(expression) }}, '^[0-9]+ ([a-z])', '\1')
{%- endmacro %}
