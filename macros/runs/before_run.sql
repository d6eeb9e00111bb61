{#-
    On-run-start: where nothing is landed and the run needs it, one sentence says so, instead of an error or a skip at
    each of hundreds of nodes. Then notes that tables are about to change.
-#}
{% macro before_run() -%}
    {%- if execute -%}
        {%- set there = run_query(
            "select table_schema || '.' || table_name from information_schema.tables"
            ~ " where table_catalog = current_database()"
        ).columns[0].values() | list -%}
        {%- if 'raw.landed_files' not in there and relations_read() | reject('in', there) | list -%}
            {%- do exceptions.raise_compiler_error(
                'No hay extractos cargados en la bodega: ejecute primero amparo land (o make build, que hace todo con'
                ~ ' la demostración). · No extracts are landed in the warehouse: run amparo land first (or make build,'
                ~ ' which does everything with the demo).'
            ) -%}
        {%- elif tables_change() -%}
            {{- note_of_run() -}}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
