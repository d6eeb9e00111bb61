{#-
    How each raw table writes a place: code, code of the department, its name, name of the municipality; `null` where
    it has no such column. Said here alone: staging builds its keys by it, base_places__by_file the list of places.
    Without a table: the names of all that have places. Lists are texts to be split at '; ', for the gate renders
    macros without dbt's return().
-#}
{% macro place_columns(table=none) -%}
    {%- set inmlcf_cases = [
        'codigo_dane_municipio',
        'codigo_dane_departamento',
        'departamento_del_hecho_dane',
        'municipio_del_hecho_dane',
    ] -%}
    {#- the department editions have no municipality: the department's code stands for the place -#}
    {%- set uariv_victims = [
        "case when trim(concat(cod_ciudad_muni, ciudad_municipio)) = '' then cod_estado_depto else cod_ciudad_muni end",
        'null',
        'estado_depto',
        'ciudad_municipio',
    ] -%}
    {%- set hpc = ['admin_2_p_code', 'null', 'admin_1', 'admin_2'] -%}
    {%- set places = {
        'dane__population': ['divipola', 'null', 'null', 'null'],
        'dane__population_wide': ['mpio', 'dp', 'dpnom', 'dpmp'],
        'inmlcf__procuraduria': ['codigo_municipio', 'codigo_departamento', 'null', 'null'],
        'inmlcf__lesiones_no_fatales': inmlcf_cases,
        'inmlcf__muertes': inmlcf_cases,
        'inmlcf__suicidios': inmlcf_cases,
        'fiscalia__conteo_victimas': ['null', 'null', 'departamento', 'municipio'],
        'fiscalia__victimas_v3': [
            'cod_dane_hecho_origen',
            'null',
            'departamento_hecho_origen',
            'municipio_hecho_origen',
        ],
        'uariv__victims_by_fact': uariv_victims,
        'uariv__victims_by_fact_without_year': uariv_victims,
        'uariv__displacement_by_year': uariv_victims,
        'uariv__victims_by_month': ['dane_ocurrencia', 'null', 'null', 'null'],
        'sivigila__evento_356': [
            'cod_mun_o',
            'cod_dpto_o',
            'departamento_ocurrencia',
            'municipio_ocurrencia',
        ],
        'ungrd__emergencias': ['divipola', 'null', 'departamento', 'municipio'],
        'defensoria__alertas': ['null', 'null', 'department_text', 'municipality_text'],
        'ipor__niveles': ['divipola', 'null', 'null', 'null'],
        'hpc__severity': hpc,
        'hpc__worksheet_severity': hpc,
        'hpc__pin': hpc,
        'hpc__worksheet_pin': hpc,
        'experts__decisions': ['divipola', 'null', 'null', 'null'],
    } -%}
    {{- (places if table is none else places[table]) | join('; ') -}}
{%- endmacro %}
