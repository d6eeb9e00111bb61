{#-
    SQL: what a failed data test found, a text per row, null for what may not be told. Lines of a file are found by the
    beginning of the row where the test gives it, else by the order in which the seed was loaded.
-#}
{% macro told_rows(test, most) -%}
    {%- set parents = test.depends_on.nodes -%}
    {%- set files = graph.nodes.values() | selectattr('resource_type', 'equalto', 'seed')
        | selectattr('unique_id', 'in', parents) | map(attribute='original_file_path') | list -%}
    {%- set seed = graph.nodes.get(test.attached_node or '', {}) -%}
    {%- set is_of_a_seed = seed.resource_type == 'seed' -%}
    {%- set message = 'message_en' if env_var('AMPARO_LANG', 'es').lower().startswith('en') else 'message_es' -%}
    with
    test as (
        {{ test.compiled_code }}
    ),

    found as (
        select to_json(test) as facts
        from test
        limit {{ most }}
    ),

    files as (
        select
            filename,
            regexp_extract(filename, '([^/\\]+)[.]csv$', 1) as seed,
            [rtrim(line, e'\r') || ',' for line in string_split(content, e'\n')] as lines
        from read_text({{ files or ['dbt_project.yml'] }})
    ),

    seed_rows as (
        {%- if is_of_a_seed %}
            select
                rowid + 2 as line,
                to_json(loaded) as facts
            from {{ seed.relation_name }} as loaded
        {%- else %}
            select
                0 as line,
                '{}'::json as facts
            where false
        {%- endif %}
    ),

    -- a test on a column gives its value under a name of its own
    wanted as (
        select
            facts,
            json_merge_patch(
                case
                    when {{ not test.column_name }} or json_exists(facts, '{{ test.column_name or "x" }}') then facts
                    else json_object('{{ test.column_name or "x" }}', facts -> (json_keys(facts)[1]))
                end,
                '{"occurrences": null, "null_column": null, "n_records": null}'
            ) as key
        from found
    ),

    placed as (
        select
            wanted.facts,
            string_agg(seed_rows.line, ', ' order by seed_rows.line) as lines
        from wanted
        left join seed_rows on json_contains(seed_rows.facts, wanted.key)
        group by wanted.facts
    )

    select
        case
            when placed.facts ->> '{{ message }}' is not null then placed.facts ->> '{{ message }}'
            when files.seed is not null
                then
                    concat_ws(':', files.filename, list_position(
                        [starts_with(line, (placed.facts ->> 'seed_row') || ',') for line in files.lines], true
                    )) || ': ' || (placed.facts ->> 'seed_row') || ': ' || (placed.facts ->> 'problem')
            when {{ is_of_a_seed }}
                then concat_ws(':', '{{ seed.original_file_path }}', placed.lines) || ': ' || placed.facts
            when {{ files | length == parents | length }} then '{{ files | join(", ") }}: ' || placed.facts
            when placed.facts ->> 'row_number' is not null
                then
                    concat_ws(
                        ', ', placed.facts ->> 'file_name', placed.facts ->> 'sheet', placed.facts ->> 'row_number'
                    )
        end as told
    from placed
    left join files on placed.facts ->> 'seed' = files.seed
    order by told
{%- endmacro %}
