{#- The day of the build in UTC (profiles.yml), which no clock in Colombia is ahead of. -#}
{% macro today() -%}
    current_date
{%- endmacro %}
