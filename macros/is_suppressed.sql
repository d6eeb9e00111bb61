{#- Whether a row has no value because it would tell few persons, and not for another reason. -#}
{% macro is_suppressed(reason) -%}
    coalesce({{ reason }} in ('suppressed', 'secondary_suppression'), false)
{%- endmacro %}
