{#- Whether a share tells few persons: by its part, by its whole, by what the part leaves of it, or
because it tells of each of a small group. -#}
{% macro is_share_suppressed(part, whole, rules) -%}
    (
        {{ is_few(part, rules ~ '.minimum_cell') }}
        or {{ is_few(whole, rules ~ '.minimum_cell') }}
        or {{ is_few(whole ~ ' - ' ~ part, rules ~ '.minimum_cell') }}
        or coalesce({{ part }} = {{ whole }} and {{ whole }} > 0 and {{ whole }} < {{ rules }}.full_cell_minimum, false)
    )
{%- endmacro %}
