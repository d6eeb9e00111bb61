{#- A number of rows as it is shared: not at all where its file is in `withheld`, by the rule that
its source names in `rules`, and as it is where it names none. -#}
{% macro shared_rows(count) -%}
    case
        when withheld.source_id is not null then null
        when rules.source_id is null then {{ count }}
        else {{ published_count(count, 'rules') }}
    end
{%- endmacro %}
