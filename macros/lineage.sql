{#-
    Every row of a relation with each of its ancestors and the distance to it (0 is itself). What a variant does not
    state, it takes from the nearest ancestor that does.
-#}
{% macro lineage(relation, id_column, parent_column) -%}
    with recursive lineage as (
        select
            {{ id_column }},
            {{ id_column }} as ancestor_id,
            {{ parent_column }} as next_ancestor_id,
            0 as distance
        from {{ relation }}

        union all

        select
            lineage.{{ id_column }},
            ancestors.{{ id_column }} as ancestor_id,
            ancestors.{{ parent_column }} as next_ancestor_id,
            lineage.distance + 1 as distance
        from lineage
        inner join {{ relation }} as ancestors
            on lineage.next_ancestor_id = ancestors.{{ id_column }}
        -- a circle in the seed is reported by its test; it must not run for ever here
        where lineage.distance < 20
    )

    select
        {{ id_column }},
        ancestor_id,
        distance
    from lineage
{%- endmacro %}
