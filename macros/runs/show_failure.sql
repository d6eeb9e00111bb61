{#-
    Prints up to five rows of what a failed data test found. Of seeds: file, line, row and problem. Of source rows only
    where they stand, because their cells may be a person's.
-#}
{% macro show_failure(result) -%}
    {%- set most = 5 -%}
    {%- set told = [result.node.name ~ ' (' ~ result.failures ~ ')', result.node.description.replace('\n', ' ').strip()] -%}
    {%- do print('FAIL ' ~ told | select | join(': ')) -%}
    {%- set lines = run_query(told_rows(result.node, most)).columns[0].values() | select | list -%}
    {%- for line in lines -%}
        {%- do print('  ' ~ line) -%}
    {%- endfor -%}
    {%- if lines and result.failures > most -%}
        {%- do print('  … +' ~ (result.failures - most)) -%}
    {%- endif -%}
{%- endmacro %}
