-- A row per fault: the seed, the row as it stands in the file, and what is wrong with it.
with scales as (
    select * from {{ ref('severity_scales') }}
),

methodologies as (
    select * from {{ ref('methodologies') }}
),

variables as (
    select distinct variable_id from {{ ref('variables') }}
),

unknown as (
    select
        scales.methodology_id,
        scales.variable_id,
        scales.severity,
        'metodología desconocida: ' || scales.methodology_id || ' · unknown methodology '
        || scales.methodology_id as problem
    from scales
    left join methodologies on scales.methodology_id = methodologies.methodology_id
    where methodologies.methodology_id is null

    union all

    select
        scales.methodology_id,
        scales.variable_id,
        scales.severity,
        'variable desconocida: ' || scales.variable_id || ' · unknown variable '
        || scales.variable_id as problem
    from scales
    left join variables on scales.variable_id = variables.variable_id
    where variables.variable_id is null
),

scaleless as (
    select
        variables.variable_id,
        'la variable ' || variables.variable_id || ' no tiene escala · variable '
        || variables.variable_id || ' has no scale' as problem
    from variables
    left join scales on variables.variable_id = scales.variable_id
    where scales.variable_id is null
)

select
    'severity_scales' as seed,
    concat_ws(',', methodology_id, variable_id, severity) as seed_row,
    problem
from unknown

union all

select
    'severity_scales' as seed,
    variable_id as seed_row,
    problem
from scaleless
