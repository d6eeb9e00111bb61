{#- One text of all columns of the rows at hand but `except` and the landing's: equal rows, equal text. -#}
{% macro row_contents(except) -%}
    md5(cast(list_value(*columns(
        name -> not starts_with(name, '_') and name not in ('{{ except | join("', '") }}')
    )) as varchar))
{%- endmacro %}
