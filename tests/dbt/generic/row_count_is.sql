{#- Fails when the relation has other than `expected` rows. Says nothing in a run with --empty. -#}
{% test row_count_is(model, expected) %}
    select
        count(*) as row_count,
        {{ expected }} as expected
    from {{ model }}
    having count(*) != {{ expected }} and not {{ flags.EMPTY or false }}
{% endtest %}
