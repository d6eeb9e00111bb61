{#-
    Every filled text of a relation as a row of its own: `column_name`, `cell_text`, and the columns
    of `keep`. Columns of the landing (`_...`) are left out.
-#}
{% macro unpivoted_texts(relation, keep) -%}
    select
        {{ keep | join(', ') }},
        column_name,
        trim(cell_text) as cell_text
    from (
        unpivot (select columns(name -> not starts_with(name, '_')) from {{ relation }})
        on columns(* exclude ({{ keep | join(', ') }}))
        into name column_name value cell_text
    )
    where trim(cell_text) != ''
{%- endmacro %}
