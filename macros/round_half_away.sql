{#- To a whole number, halves away from zero: 0.5 -> 1, 2.5 -> 3. DuckDB's round does just that; named for the reader. -#}
{% macro round_half_away(expression) -%}
    round({{ expression }}, 0)
{%- endmacro %}
