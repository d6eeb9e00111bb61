{#- To a whole number, halves away from zero (0.5 -> 1, 2.5 -> 3), which is what round does. -#}
{% macro round_half_away(expression) -%}
    round({{ expression }}, 0)
{%- endmacro %}
