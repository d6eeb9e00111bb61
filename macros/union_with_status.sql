{#-
    All rows of some int_rows__ models, each with what becomes of it: used where it has no reason.
    By name: a model whose rows need no fact_key leaves it out.
-#}
{% macro union_with_status(models) -%}
    with all_rows as (
        {%- for model in models %}
        select * from {{ ref(model) }}
        {% if not loop.last %}union all by name{% endif %}
        {%- endfor %}
    ),

    reasons as (
        select * from {{ ref('row_reasons') }}
    ),

    final as (
        select
            all_rows.*,
            case
                when all_rows.row_reason is null then 'used'
                else reasons.row_status
            end as row_status
        from all_rows
        left join reasons on all_rows.row_reason = reasons.reason
    )

    select * from final
{%- endmacro %}
