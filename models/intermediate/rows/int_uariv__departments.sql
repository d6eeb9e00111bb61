with victims as (
    select * from {{ ref('stg_uariv__victims') }}
    where municipality_code is not null
),

cutoffs as (
    select * from {{ ref('int_uariv__cutoffs') }}
),

-- the registry is delivered department by department: one may come with another cut-off
final as (
    select
        victims.data_year,
        left(victims.municipality_code, 2) as department_code,
        bool_or(victims.cutoff_date = cutoffs.cutoff_date) as has_counted_cutoff
    from victims
    inner join cutoffs on victims.data_year = cutoffs.data_year
    group by victims.data_year, left(victims.municipality_code, 2)
)

select * from final
