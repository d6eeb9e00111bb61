-- What the rows say was used is what the assessments count: nothing joined away, nothing doubled.
with classified as (
    select * from {{ ref('int_rows__classified') }}
    where row_status = 'used' and component_id is not null
),

components as (
    select * from {{ ref('components') }}
),

cases as (
    select * from {{ ref('int_cases') }}
),

used as (
    select
        classified.component_id,
        classified.data_year,
        sum(classified.amount) as amount
    from classified
    inner join components
        on classified.component_id = components.component_id and not components.is_full_table
    group by classified.component_id, classified.data_year
),

counted as (
    select
        assessment_id,
        component_id,
        data_year,
        sum(amount) as amount
    from cases
    where is_delivered
    group by assessment_id, component_id, data_year
)

select
    counted.assessment_id,
    counted.component_id,
    counted.amount,
    used.amount as amount_used
from counted
inner join components
    on counted.component_id = components.component_id and not components.is_full_table
left join used
    on
        counted.component_id = used.component_id
        and counted.data_year = used.data_year
where abs(counted.amount - coalesce(used.amount, 0)) > 1e-6
