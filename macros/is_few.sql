{#- Whether a count is too small to be published; 0 and null are not. -#}
{% macro is_few(count, minimum) -%}
    coalesce({{ count }} > 0 and {{ count }} < {{ minimum }}, false)
{%- endmacro %}
