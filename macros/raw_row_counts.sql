{#-
    Rows of every raw table that landing fills from files, counted in the table itself. Taken from
    the declarations, so that a table declared later is counted without being named here.
-#}
{% macro raw_row_counts() -%}
    {%- set tables = graph.sources.values() | selectattr('source_meta.file_names', 'defined')
        | sort(attribute='name') if execute else [] %}
    select
        cast(null as varchar) as table_name,
        cast(null as varchar) as file_name,
        cast(null as varchar) as sheet,
        cast(0 as bigint) as rows_held
    where false
    {%- for table in tables %}

    union all

    select
        '{{ table.name }}' as table_name,
        _file_name as file_name,
        _sheet as sheet,
        count(*) as rows_held
    from {{ table.relation_name }}
    group by _file_name, _sheet
    {%- endfor %}
{%- endmacro %}
