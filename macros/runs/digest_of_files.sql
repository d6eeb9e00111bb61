{#-
    SQL: a digest of all files that results depend on, as scripts/amparo/build/last_build.py makes it; null where one
    was changed after the run began, or where the run has variables of its own: nobody knows then what it was made from.
-#}
{% macro digest_of_files() -%}
    select
        case
            when
                max(last_modified) <= '{{ run_started_at.isoformat() }}'::timestamptz
                and {{ not invocation_args_dict.get('vars') }}
                then sha256(string_agg(replace(filename, '\', '/') || ' ' || sha256(content), e'\n' order by filename))
        end
    from read_blob([
        'dbt_project.yml', 'macros/**/*.sql', 'models/**/*.py', 'models/**/*.sql', 'models/**/*.yml',
        'scripts/amparo/registry/**/*.py', 'seeds/**/*.csv', 'seeds/**/*.yml', 'tests/dbt/**/*.sql'
    ])
{%- endmacro %}
