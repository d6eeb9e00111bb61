with departments as (
    select * from {{ ref('departments') }}
),

final as (
    select
        department_code,
        pcode,
        department_name
    from departments
)

select * from final
