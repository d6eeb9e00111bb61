{#- The value of a row of the seed `parameters`, as one number. -#}
{% macro parameter(parameter_id) -%}
    (select cast(value as double) from {{ ref('parameters') }} where parameter_id = '{{ parameter_id }}')
{%- endmacro %}
