{#-
    Rows of a seed for every methodology or assessment: its own, else those of its nearest ancestor. `per` names the
    columns of one unit of inheritance: whoever states one row of a unit states the whole unit.
-#}
{% macro inherited(relation, lineage_relation, id_column, per=[]) -%}
    select stated.* exclude (distance, nearest_distance)
    from (
        select
            lineage.{{ id_column }},
            seed.{{ id_column }} as stated_by_{{ id_column }},
            seed.* exclude ({{ id_column }}),
            lineage.distance,
            min(lineage.distance) over (
                partition by lineage.{{ id_column }}
                {%- for column in per %}, seed.{{ column }}{% endfor %}
            ) as nearest_distance
        from {{ lineage_relation }} as lineage
        inner join {{ relation }} as seed
            on lineage.ancestor_id = seed.{{ id_column }}
    ) as stated
    where stated.distance = stated.nearest_distance
{%- endmacro %}
