-- Two files, one period: every case of the departments both hold would count twice.
with twice as (
    select * from {{ ref('int_facts__stated_twice') }}
),

labels as (
    select
        component_id as counted_as,
        label_es,
        label_en
    from {{ ref('components') }}

    union all

    select
        area_id as counted_as,
        label_es,
        label_en
    from {{ ref('cluster_areas') }}

    union all

    select
        source_id as counted_as,
        label_es,
        label_en
    from {{ ref('source_units') }}
),

units as (
    select * from {{ ref('source_units') }}
),

worded as (
    select
        twice.*,
        labels.label_es,
        labels.label_en,
        twice.one_file || case
            when twice.one_file = twice.other_file then ' [' || twice.one_table || ']' else ''
        end as one,
        twice.other_file || case
            when twice.one_file = twice.other_file then ' [' || twice.other_table || ']' else ''
        end as other,
        coalesce(', ' || cast(twice.one_amount as bigint) || ' ' || units.label_es, '')
            as one_cases_es,
        coalesce(', ' || cast(twice.one_amount as bigint) || ' ' || units.label_en, '')
            as one_cases_en,
        coalesce(', ' || cast(twice.other_amount as bigint) || ' ' || units.label_es, '')
            as other_cases_es,
        coalesce(', ' || cast(twice.other_amount as bigint) || ' ' || units.label_en, '')
            as other_cases_en
    from twice
    left join labels on twice.counted_as = labels.counted_as
    left join units on twice.source_id = units.source_id
)

select
    source_id,
    format(
        'Los mismos hechos vienen dos veces. {}, {}: {} ({} filas{}) y {} ({} filas{}), en'
        || ' {} departamento(s): {}. Deje uno solo de los dos en la carpeta y construya de nuevo',
        label_es, data_year, one, one_rows, one_cases_es, other, other_rows, other_cases_es,
        departments, department_codes
    ) as message_es,
    format(
        'The same facts come twice. {}, {}: {} ({} rows{}) and {} ({} rows{}), in'
        || ' {} department(s): {}. Leave only one of the two in the folder and build again',
        label_en, data_year, one, one_rows, one_cases_en, other, other_rows, other_cases_en,
        departments, department_codes
    ) as message_en
from worded
order by source_id, counted_as, data_year, one_file, other_file
