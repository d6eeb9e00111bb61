{#- A text as one cell of a CSV line: in quotes where it has to be. -#}
{% macro csv_cell(expression) -%}
    case
        when regexp_matches({{ expression }}, '[",\n\r]')
            then '"' || replace({{ expression }}, '"', '""') || '"'
        else {{ expression }}
    end
{%- endmacro %}
