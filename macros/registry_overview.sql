{#- Measures of the registry as columns of their names, of the CTEs metrics, localidades and subredes that
    the calling model has: by localidad over all years, and of the whole by quarter. -#}
{% macro registry_overview(is_suppressed) -%}
    {%- set counts = ['interventions', 'children_identified', 'follow_ups'] %}
    {%- set others = [
        'left_work_rate', 'continued_out_of_work_rate', 'finished_rate', 'all_met_rate', 'days_to_closure_median'
    ] -%}
    select
        localidades.localidad_code,
        localidades.localidad_name,
        subredes.label_es as subred_es,
        subredes.label_en as subred_en,
        metrics.period,
        try_cast(left(metrics.period, 4) as integer) as calendar_year,
        try_cast(right(metrics.period, 1) as integer) as calendar_quarter,
        {%- for measure in counts %}
            cast(max(metrics.value) filter (where metrics.metric_id = '{{ measure }}') as bigint) as {{ measure }},
        {%- endfor %}
        {%- for measure in others %}
            max(metrics.value) filter (where metrics.metric_id = '{{ measure }}') as {{ measure }},
        {%- endfor %}
        bool_or({{ is_suppressed }}) as is_suppressed
    from metrics
    left join localidades
        on metrics.dimension = 'localidad' and metrics.member = localidades.localidad_code
    left join subredes on localidades.subred_id = subredes.subred_id
    where
        metrics.metric_id in ('{{ (counts + others) | join("', '") }}')
        and (
            (metrics.period = 'all' and localidades.localidad_code is not null)
            or (metrics.dimension = 'total' and contains(metrics.period, '-T'))
        )
    group by all
{%- endmacro %}
