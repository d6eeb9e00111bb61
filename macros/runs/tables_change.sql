{#- Whether this run makes tables, and does not only test them. -#}
{% macro tables_change() -%}
    {%- set made = [] -%}
    {%- for id in selected_resources if id.split('.')[0] in ('model', 'seed') -%}
        {%- do made.append(id) -%}
    {%- endfor -%}
    {{- return(made | length > 0) -}}
{%- endmacro %}
