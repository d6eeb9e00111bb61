{#- Whether a count that is a part of another, or what it leaves of it, is too small to be told. -#}
{% macro is_few_of(part, whole, minimum) -%}
    ({{ is_few(part, minimum) }} or {{ is_few(whole ~ ' - ' ~ part, minimum) }})
{%- endmacro %}
