{#- The distinct place references of one relation, in the columns stg_places__references unions. -#}
{% macro place_reference(relation, source_id, code='null', department_code='null', department='null', municipality='null') -%}
    select distinct
        {{ place_key(source_id, code, department_code, department, municipality) }} as place_key,
        '{{ source_id }}' as source_id,
        cast(trim({{ code }}) as varchar) as code_text,
        cast(trim({{ department_code }}) as varchar) as department_code_text,
        cast(trim({{ department }}) as varchar) as department_text,
        cast(trim({{ municipality }}) as varchar) as municipality_text
    from {{ relation }}
{%- endmacro %}
