with by_year as (
    select
        *,
        'uariv__victims_by_fact' as table_name
    from {{ source('uariv', 'uariv__victims_by_fact') }}
),

without_year as (
    select
        *,
        'uariv__victims_by_fact_without_year' as table_name
    from {{ source('uariv', 'uariv__victims_by_fact_without_year') }}
),

displacement as (
    select
        *,
        'uariv__displacement_by_year' as table_name
    from {{ source('uariv', 'uariv__displacement_by_year') }}
),

-- what a table does not have stays empty
stacked as (
    select * from by_year
    union all by name
    select * from without_year
    union all by name
    select * from displacement
),

-- the department editions have no municipality: the department's code stands for the place
final as (
    select
        *,
        case
            when trim(concat(cod_ciudad_muni, ciudad_municipio)) = '' then cod_estado_depto
            else cod_ciudad_muni
        end as place_code
    from stacked
)

select * from final
