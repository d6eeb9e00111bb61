{#- Fails with every published count that is too small to be published, or is not rounded. -#}
{% test counts_follow_the_rule(model, columns, table_id) %}
    {%- set all_rules = ref('disclosure_rules') %}
    with
    published as (
        select * from {{ model }}
    ),

    rules as (
        select * from {{ all_rules }}
        where table_id = '{{ table_id }}'
    )

    {%- for column in columns %}
        select
            '{{ column }}' as count_name,
            published.{{ column }} as published_count
        from published
        cross join rules
        where
            published.{{ column }} != 0
            and (published.{{ column }} < rules.minimum_cell or published.{{ column }} % rules.rounding_base != 0)
        {%- if not loop.last %}

            union all

        {% endif %}
    {%- endfor %}

{% endtest %}
