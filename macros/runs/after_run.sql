{#- On-run-end: shows what failed tests found, and notes whether the tables belong together. -#}
{% macro after_run(results) -%}
    {%- if execute -%}
        {%- set bad = results | rejectattr('status', 'in', ('success', 'pass', 'no-op')) | list -%}
        {%- for result in bad if invocation_args_dict.get('print') and result.status == 'fail' and result.node.resource_type == 'test' -%}
            {%- do show_failure(result) -%}
        {%- endfor -%}
        {%- set done = results | map(attribute='node.unique_id') | list -%}
        {%- set left_out = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type in ('model', 'seed', 'test') -%}
            {%- if node.unique_id not in done and node.config.materialized != 'ephemeral' -%}
                {%- do left_out.append(node.unique_id) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if bad and (tables_change() or bad | selectattr('node.resource_type', 'equalto', 'test') | list) -%}
            {{- note_of_run() -}}
        {%- elif not tables_change() -%}
        {%- elif invocation_args_dict.get('empty') or invocation_args_dict.get('sample') -%}
            {{- note_of_run(reason='empty') -}}
        {%- elif left_out -%}
            {{- note_of_run(reason='partial') -}}
        {%- else -%}
            {%- set tests = results | map(attribute='node') | selectattr('resource_type', 'equalto', 'test') | list -%}
            {{- note_of_run(is_finished=true, tests=tests) -}}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
