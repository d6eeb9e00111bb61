{#- Fails with every key that staging could never produce, because it writes normalised ones. -#}
{% test is_normalised(model, column_name) %}
    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} is distinct from {{ normalise_label(column_name) }}
{% endtest %}
