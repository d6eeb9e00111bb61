{#- A count as it is published: small ones are not, 0 stays 0, every other one is rounded. -#}
{% macro published_count(count, rules) -%}
    case
        when {{ count }} = 0 then 0
        when {{ count }} >= {{ rules }}.minimum_cell
            then cast(
                greatest(round({{ count }} / {{ rules }}.rounding_base), 1) * {{ rules }}.rounding_base as bigint
            )
    end
{%- endmacro %}
