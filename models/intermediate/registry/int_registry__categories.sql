-- What a reader sees in place of an id, where each kind has a seed of its own: categories of the
-- dimensions, and fields, reasons, criteria and so on. A place of null stands last.
{%- set seeds_of_categories = [
    ('subred', ref('registry_subred_names'), 'subred_id', 'subred_number'),
    ('extract', ref('registry_extract_names'), 'extract_id', 'extract_order'),
    ('profile', ref('registry_profile_names'), 'profile_id', 'null'),
    ('age_band', ref('registry_age_bands'), 'age_band_id', 'band_order'),
    ('life_course', ref('registry_life_courses'), 'life_course_id', 'age_from'),
    (
        'intervention_type', ref('registry_intervention_types'), 'intervention_type_id',
        'type_number',
    ),
    ('dimension', ref('registry_dimensions'), 'dimension_id', 'null'),
    ('field', ref('registry_fields'), 'field_id', 'null'),
    ('reason', ref('registry_cell_reasons'), 'reason_id', 'null'),
    ('criterion', ref('registry_ranking_criteria'), 'criterion_id', 'criterion_order'),
    ('reading', ref('registry_naive_rules'), 'reading_id', 'reading_order'),
] %}
with

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

extracts as (
    select * from {{ ref('registry_extract_names') }}
),

intervention_types as (
    select * from {{ ref('registry_intervention_types') }}
),

final as (
    select
        unnest(['localidad', 'home_localidad', 'work_localidad']) as dimension,
        localidad_code as member,
        cast(localidad_code as integer) as place,
        localidad_name as label_es,
        label_en
    from localidades

    union all

    {% for dimension, seed, id, place in seeds_of_categories %}
        select
            '{{ dimension }}' as dimension,
            {{ id }} as member,
            {{ place }} as place,
            label_es,
            label_en
        from {{ seed }}

        union all
    {% endfor %}

    select
        'extract_type' as dimension,
        extracts.extract_id || '_' || intervention_types.intervention_type_id as member,
        extracts.extract_order * 10 + intervention_types.type_number as place,
        extracts.label_es || ' · ' || intervention_types.label_es as label_es,
        extracts.label_en || ' · ' || intervention_types.label_en as label_en
    from extracts
    cross join intervention_types
)

select * from final
