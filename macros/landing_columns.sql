{#- Where a row came from: the columns every staging model carries unchanged. -#}
{% macro landing_columns() -%}
    _file_name as file_name,
    _sheet as sheet,
    _row_number as row_number
{%- endmacro %}
