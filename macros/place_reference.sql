{#- The distinct place references of one relation, in the columns base_places__by_file unions, by file. -#}
{% macro place_reference(relation, source_id, code='null', department_code='null', department='null', municipality='null', file='_file_name') -%}
    select distinct
        {{ place_key(source_id, code, department_code, department, municipality) }} as place_key,
        '{{ source_id }}' as source_id,
        {{ file }} as file_name,
        cast(trim({{ code }}) as varchar) as code_text,
        cast(trim({{ department_code }}) as varchar) as department_code_text,
        cast(trim({{ department }}) as varchar) as department_text,
        cast(trim({{ municipality }}) as varchar) as municipality_text
    from {{ relation }}
{%- endmacro %}
