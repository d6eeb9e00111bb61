{%- set values = [
    'intervention_type', 'localidad', 'subred', 'profile', 'life_course', 'sex', 'gender', 'nationality', 'ethnicity',
    'disability', 'health_regime', 'dwelling_stratum', 'guardian_stratum', 'household_tie', 'education_level',
    'work_place', 'work_unit_class', 'zone', 'home_localidad', 'work_localidad',
] -%}
{%- set statuses = ['left_work', 'protected_work', 'finished', 'reposition_left_work'] -%}
{%- set dates = [
    'intervention_date', 'previous_intervention_date', 'closure_date', 'reposition_date',
] -%}
{%- set numbers = ['age', 'birth_age'] -%}
with source_rows as (
    select * from {{ ref('stg_registry__rows') }}
),

localidades as (
    select * from {{ ref('registry_localidad_names') }}
),

-- a row that names no localidad is of the municipality all of them are of, if it is one
everywhere as (
    select min(municipality_code) as municipality_code
    from localidades
    having min(municipality_code) = max(municipality_code)
),

-- a status nobody knows is no empty cell: the case is not open
cells as (
    select
        *,
        coalesce(value_id, case when reason_id = 'unmapped_value' then 'no_data' end) as status_id
    from {{ ref('int_registry__cells') }}
),

pivoted as (
    select
        source_row,
        bool_or(has_child_block) as has_child_block,
        {%- for field in values %}
            max(value_id) filter (where field_id = '{{ field }}') as {{ field }},
        {%- endfor %}
        {%- for field in statuses %}
            max(status_id) filter (where field_id = '{{ field }}') as {{ field }},
        {%- endfor %}
        {%- for field in dates %}
            max(date_value) filter (where field_id = '{{ field }}') as {{ field }},
        {%- endfor %}
        {%- for field in numbers %}
            cast(
                max(number_value) filter (where field_id = '{{ field }}') as integer
            ) as {{ field }},
        {%- endfor %}
        max(reason_id) filter (where field_id = 'closure_date') as closure_date_reason,
        max(value_id) filter (where field_id = 'occupation' and item_number = 1) as occupation,
        bool_or(value_id = 'student') filter (where field_id = 'occupation') as is_student
    from cells
    group by source_row
),

located as (
    select
        source_rows.*,
        pivoted.* exclude (pivoted.source_row, pivoted.has_child_block),
        coalesce(pivoted.has_child_block, false) as has_child_block,
        coalesce(localidades.municipality_code, everywhere.municipality_code)
            as row_municipality_code
    from source_rows
    left join pivoted on source_rows.source_row = pivoted.source_row
    left join localidades on pivoted.localidad = localidades.localidad_code
    left join everywhere on true
),

final as (
    select
        *,
        case
            when extract_id is null then 'unknown_extract'
            when intervention_date is null then 'invalid_date'
            when row_municipality_code is null then 'unknown_localidad'
        end as row_reason
    from located
)

select * from final
