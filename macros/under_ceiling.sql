{#- A severity no higher than the cluster's, where the assessment caps and the cluster has one. -#}
{% macro under_ceiling(severity, cluster_severity, is_capped) -%}
    case
        when {{ severity }} is null then null
        when {{ is_capped }} and {{ cluster_severity }} is not null
            then least({{ severity }}, {{ cluster_severity }})
        else {{ severity }}
    end
{%- endmacro %}
