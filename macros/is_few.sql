{#- Whether a count, or by how much two counts differ, is too small to be told; 0 and null are not. -#}
{% macro is_few(count, minimum) -%}
    coalesce(abs({{ count }}) > 0 and abs({{ count }}) < {{ minimum }}, false)
{%- endmacro %}
