with place_references as (
    {{ place_reference(source('dane', 'dane__population'), 'dane', code='divipola') }}

    union

    {{ place_reference(
        source('dane', 'dane__population_wide'),
        'dane',
        code='mpio',
        department_code='dp',
        department='dpnom',
        municipality='dpmp',
    ) }}

    union

    {{ place_reference(
        source('inmlcf', 'inmlcf__procuraduria'),
        'inmlcf',
        code='codigo_municipio',
        department_code='codigo_departamento',
    ) }}

    union

    {{ place_reference(
        ref('base_inmlcf__cases'),
        'inmlcf',
        code='codigo_dane_municipio',
        department_code='codigo_dane_departamento',
        department='departamento_del_hecho_dane',
        municipality='municipio_del_hecho_dane',
    ) }}

    union

    {{ place_reference(
        source('fiscalia', 'fiscalia__conteo_victimas'),
        'fiscalia',
        department='departamento',
        municipality='municipio',
    ) }}

    union

    {{ place_reference(
        source('fiscalia', 'fiscalia__victimas_v3'),
        'fiscalia',
        code='cod_dane_hecho_origen',
        department='departamento_hecho_origen',
        municipality='municipio_hecho_origen',
    ) }}

    union

    {{ place_reference(
        ref('base_uariv__victims_by_fact'),
        'uariv',
        code='place_code',
        department='estado_depto',
        municipality='ciudad_municipio',
    ) }}

    union

    {{ place_reference(
        source('uariv', 'uariv__victims_by_month'), 'uariv', code='dane_ocurrencia'
    ) }}

    union

    {{ place_reference(
        source('sivigila', 'sivigila__evento_356'),
        'sivigila',
        code='cod_mun_o',
        department_code='cod_dpto_o',
        department='departamento_ocurrencia',
        municipality='municipio_ocurrencia',
    ) }}

    union

    {{ place_reference(
        ref('base_ungrd__reports'),
        'ungrd',
        code='divipola',
        department='departamento',
        municipality='municipio',
    ) }}

    union

    {{ place_reference(
        ref('base_defensoria__alert_places'),
        'defensoria',
        department='department_text',
        municipality='municipality_text',
        file='file_name',
    ) }}

    union

    {{ place_reference(source('ipor', 'ipor__niveles'), 'ipor', code='divipola') }}

    union

    {{ place_reference(
        ref('base_hpc__severities'),
        'hpc',
        code='admin_2_p_code',
        department='admin_1',
        municipality='admin_2',
    ) }}

    union

    {{ place_reference(
        ref('base_hpc__pins'),
        'hpc',
        code='admin_2_p_code',
        department='admin_1',
        municipality='admin_2',
    ) }}

    union

    {{ place_reference(source('experts', 'experts__decisions'), 'experts', code='divipola') }}
)

select * from place_references
