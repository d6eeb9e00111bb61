with counted as (
    select * from {{ ref('int_rows__counted') }}
),

departments as (
    select count(*) as departments
    from {{ ref('departments') }}
),

limits as (
    select limit_value as share_without
    from {{ ref('quality_limits') }}
    where kind = 'few_departments' and outcome = 'warn'
),

-- what a person was told of at the gate and let pass: else nothing is computed
let_pass as (
    select distinct source_id
    from {{ ref('stg_landing__quality_checks') }}
    where kind = 'few_departments' and status in ('acknowledged', 'accepted')
),

file_years as (
    select distinct
        source_id,
        file_name,
        data_year
    from counted
    where data_year is not null
),

file_departments as (
    select distinct
        source_id,
        file_name,
        left(municipality_code, 2) as department_code
    from counted
    where municipality_code is not null
),

-- a year has the departments of all files that hold a row of it, as the gate looks at them
covered as (
    select
        file_years.source_id,
        file_years.data_year,
        list(distinct file_departments.department_code order by file_departments.department_code)
            as department_codes
    from file_years
    inner join file_departments
        on
            file_years.source_id = file_departments.source_id
            and file_years.file_name = file_departments.file_name
    group by file_years.source_id, file_years.data_year
),

final as (
    select
        covered.source_id,
        covered.data_year,
        covered.department_codes
    from covered
    inner join let_pass on covered.source_id = let_pass.source_id
    cross join departments
    cross join limits
    where
        departments.departments - len(covered.department_codes)
        > limits.share_without * departments.departments
)

select * from final
