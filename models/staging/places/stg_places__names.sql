with municipalities as (
    select * from {{ ref('municipalities') }}
),

departments as (
    select * from {{ ref('departments') }}
),

municipality_aliases as (
    select * from {{ ref('municipality_aliases') }}
),

department_aliases as (
    select * from {{ ref('department_aliases') }}
),

department_names as (
    select
        department_code,
        {{ normalise_text('department_name') }} as department_normalised
    from departments

    union

    select
        department_code,
        {{ normalise_text('department_name_official') }} as department_normalised
    from departments

    union

    select
        department_code,
        {{ normalise_text('alias') }} as department_normalised
    from department_aliases
),

municipality_names as (
    select
        department_code,
        municipality_code,
        {{ normalise_text('municipality_name_official') }} as municipality_normalised
    from municipalities

    union

    select
        department_code,
        municipality_code,
        {{ normalise_text('municipality_name') }} as municipality_normalised
    from municipalities

    union

    select
        department_code,
        municipality_code,
        {{ normalise_text('alias') }} as municipality_normalised
    from municipality_aliases
),

final as (
    select
        department_names.department_normalised,
        municipality_names.municipality_normalised,
        municipality_names.department_code,
        min(municipality_names.municipality_code) as municipality_code,
        count(distinct municipality_names.municipality_code) as municipalities
    from municipality_names
    inner join department_names
        on municipality_names.department_code = department_names.department_code
    group by all
)

select * from final
