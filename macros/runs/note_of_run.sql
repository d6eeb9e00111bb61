{#-
    SQL that writes `last_build.json` beside the database, which `amparo` reads (scripts/amparo/build/last_build.py) and
    writes for its own builds. Unfinished, unless told otherwise; `reason` says why the tables do not belong together.
-#}
{% macro note_of_run(is_finished=false, reason=none, tests=[]) -%}
    {%- set database = run_query(
        'select path from duckdb_databases() where database_name = current_database()'
    ).columns[0].values()[0] -%}
    {%- if database -%}
        copy (
            select
                '{{ run_started_at.isoformat(timespec="seconds") }}' as started_at,
                {{ is_finished }} as is_finished,
                {{ "'" ~ reason ~ "'" if reason else 'null' }} as reason,
                'dbt {{ flags.WHICH }}' as command,
                {{ '(' ~ digest_of_files() ~ ')' if is_finished else 'null' }} as files,
                [
                    {%- for test in tests %}
                        {
                            'name': '{{ test.name }}', 'kind': 'test', 'status': 'pass', 'failures': 0
                        }{{ ',' if not loop.last }}
                    {%- endfor %}
                ] as tests
        ) to '{{ modules.re.sub("[^/\\\\]+$", "last_build.json", database) | replace("'", "''") }}' (format json)
    {%- endif -%}
{%- endmacro %}
