{#-
    The grain: fails with every `key` that occurs more than once, and with every column of the key
    (unless `nullable`) or of `given` that is null somewhere, and in how many rows. One test for all
    of it, because a test of its own for each costs a build more than the check.
-#}
{% test one_row_per(model, key, given=[], nullable=[]) %}
    {%- set asked = key | reject('in', nullable) | list + given %}
    with
    counts as (
        select
            {% for column in asked %}
                count(*) - count({{ column }}) as {{ column }},
            {% endfor %}
            count(*) as rows_in_all
        from {{ model }}
    ),

    repeated as (
        select
            {{ key | join(', ') }},
            count(*) as occurrences
        from {{ model }}
        group by {{ key | join(', ') }}
        having count(*) > 1
    )

    select
        {{ key | join(', ') }},
        cast(null as varchar) as null_column,
        occurrences
    from repeated
    {% for column in asked %}
        union all
        select
            {% for _ in key %}null,{% endfor %}
            '{{ column }}',
            {{ column }}
        from counts
        where {{ column }} > 0
    {% endfor %}
{% endtest %}
