with municipalities as (
    select * from {{ ref('municipalities') }}
),

departments as (
    select * from {{ ref('departments') }}
),

final as (
    select
        municipalities.municipality_code,
        municipalities.pcode,
        municipalities.municipality_name,
        municipalities.department_code,
        departments.department_name,
        municipalities.kind,
        cast(nullif(municipalities.valid_from, '') as date) as valid_from,
        cast(nullif(municipalities.valid_to, '') as date) as valid_to,
        municipalities.in_ocha_codab_2020,
        municipalities.in_dcd_postcovid,
        municipalities.in_divipola_2021,
        municipalities.in_pped_2018_2042
    from municipalities
    inner join departments on municipalities.department_code = departments.department_code
)

select * from final
