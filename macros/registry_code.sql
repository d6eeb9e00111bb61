{#- The code before a category's text ("4- Caries"), or ''. -#}
{% macro registry_code(expression) -%}
    regexp_extract({{ expression }}, '^([0-9]+) *[-.]', 1)
{%- endmacro %}
