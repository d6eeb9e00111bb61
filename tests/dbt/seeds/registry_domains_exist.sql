-- A field whose categories are in no domain, or a domain of ids without a label, is a typing error.
with labelled as (
    select
        'profile' as value_domain,
        profile_id as value_id
    from {{ ref('registry_profile_names') }}

    union all

    select
        'localidad' as value_domain,
        localidad_code as value_id
    from {{ ref('registry_localidad_names') }}

    union all

    select
        'subred' as value_domain,
        subred_id as value_id
    from {{ ref('registry_subred_names') }}

    union all

    select
        'intervention_type' as value_domain,
        intervention_type_id as value_id
    from {{ ref('registry_intervention_types') }}

    union all

    select
        'nationality' as value_domain,
        nationality_id as value_id
    from {{ ref('registry_nationality_groups') }}

    union all

    select
        'life_course' as value_domain,
        life_course_id as value_id
    from {{ ref('registry_life_courses') }}
)

select
    'registry_fields' as seed,
    known_fields.field_id as seed_row,
    'registry_values no tiene valores del dominio '
    || coalesce(known_fields.value_domain, '(vacío)')
    || ' · registry_values has no value of domain '
    || coalesce(known_fields.value_domain, '(blank)') as problem
from {{ ref('registry_fields') }} as known_fields
left join {{ ref('registry_values') }} as known_values
    on known_fields.value_domain = known_values.value_domain
where known_fields.kind in ('value', 'code') and known_values.value_id is null

union all

select
    'registry_values' as seed,
    known_values.value_domain || ', ' || known_values.value_text as seed_row,
    known_values.value_id || ' no está en ninguna semilla de ' || known_values.value_domain
    || ' · ' || known_values.value_id || ' is in no seed of ' || known_values.value_domain
        as problem
from {{ ref('registry_values') }} as known_values
left join labelled
    on
        known_values.value_domain = labelled.value_domain
        and known_values.value_id = labelled.value_id
where
    known_values.value_domain in (
        'profile', 'localidad', 'subred', 'intervention_type', 'nationality', 'life_course'
    )
    and labelled.value_id is null
