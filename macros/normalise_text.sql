{#- Text for comparing names: no accents, lower case, no parenthesised suffix, single blanks. -#}
{% macro normalise_text(expression) -%}
    nullif(
        trim(
            regexp_replace(
                regexp_replace(lower(strip_accents({{ expression }})), '\([^)]*\)', ' ', 'g'),
                '[^a-z0-9]+', ' ', 'g'
            )
        ),
        ''
    )
{%- endmacro %}
