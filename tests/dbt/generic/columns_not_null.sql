{#-
    Fails with every one of `columns` that is null somewhere, and in how many rows. One test for all
    columns of a relation, because a test of its own for each costs a build more than the check.
-#}
{% test columns_not_null(model, columns) %}
    {{ config(fail_calc='coalesce(sum(null_rows), 0)') }}
    with
    counts as (
        select
            {% for column in columns %}
                count(*) - count({{ column }}) as {{ column }}{{ '' if loop.last else ',' }}
            {% endfor %}
        from {{ model }}
    )
    {% for column in columns %}
        select '{{ column }}' as null_column, {{ column }} as null_rows
        from counts
        where {{ column }} > 0
        {{ '' if loop.last else 'union all' }}
    {% endfor %}
{% endtest %}
