{#- Relations that the selected nodes read and that this run does not make, as schema.name; of unit tests none. -#}
{% macro relations_read() -%}
    {%- set found = [] -%}
    {%- for id in selected_resources if id in graph.nodes -%}
        {%- for parent in graph.nodes[id].depends_on.get('nodes', []) if parent not in selected_resources -%}
            {%- if parent in graph.sources -%}
                {%- do found.append(graph.sources[parent].schema ~ '.' ~ graph.sources[parent].identifier) -%}
            {%- elif parent in graph.nodes and graph.nodes[parent].config.materialized != 'ephemeral' -%}
                {%- do found.append(graph.nodes[parent].schema ~ '.' ~ graph.nodes[parent].alias) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro %}
