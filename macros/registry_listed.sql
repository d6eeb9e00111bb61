{#-
    The values of a cell of the registry that lists several: " | " between them and at times behind
    the last.
-#}
{% macro registry_listed(expression) -%}
    list_filter(
        list_transform(string_split({{ expression }}, '|'), item -> trim(item)), item -> item != ''
    )
{%- endmacro %}
