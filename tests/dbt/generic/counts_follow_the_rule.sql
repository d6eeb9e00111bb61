{#- Fails with every published count that is too small to be published, or is not rounded. -#}
{% test counts_follow_the_rule(model, columns, table_id) %}

    {%- for column in columns %}
        select
            '{{ column }}' as count_name,
            counted.{{ column }} as published_count
        from {{ model }} as counted
        cross join {{ ref('disclosure_rules') }} as rules
        where
            rules.table_id = '{{ table_id }}'
            and counted.{{ column }} != 0
            and (counted.{{ column }} < rules.minimum_cell or counted.{{ column }} % rules.rounding_base != 0)
        {%- if not loop.last %}

            union all

        {% endif %}
    {%- endfor %}

{% endtest %}
