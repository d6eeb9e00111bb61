-- base models where what a raw table writes is split or renamed before it is a place
{% set bases = {
    'ungrd__emergencias': ref('base_ungrd__reports'),
    'defensoria__alertas': ref('base_defensoria__alert_places'),
} %}
{% set tables = place_columns().split('; ') %}

with place_references as (
    {% for table in tables %}
        {% set source_id = table.split('__')[0] %}
        {% set columns = place_columns(table).split('; ') %}
        select distinct
            {{ place_key(table) }} as place_key,
            '{{ source_id }}' as source_id,
            {% for text in ['code', 'department_code', 'department', 'municipality'] %}
                cast(trim({{ columns[loop.index0] }}) as varchar) as {{ text }}_text,
            {% endfor %}
            _file_name as file_name
        from {{ bases[table] if table in bases else source(source_id, table) }}
        {% if not loop.last %}union{% endif %}
    {% endfor %}
)

select * from place_references
