-- A row per fault: without a variable that is used an indicator has no severity, and nobody a PiN.
with lineage as (
    select * from {{ ref('int_methodologies__lineage') }}
),

stated as (
    select * from {{ ref('indicators') }}
),

indicators as (
    select distinct
        lineage.methodology_id,
        stated.indicator_id
    from lineage
    inner join stated on lineage.ancestor_id = stated.methodology_id
),

variables as (
    select * from {{ ref('int_methodologies__variables') }}
)

select
    'indicators' as seed,
    concat_ws(',', indicators.methodology_id, indicators.indicator_id) as seed_row,
    'sin variable que se use en variables.csv · without a variable that variables.csv uses'
        as problem
from indicators
anti join variables
    on
        indicators.methodology_id = variables.methodology_id
        and indicators.indicator_id = variables.indicator_id
