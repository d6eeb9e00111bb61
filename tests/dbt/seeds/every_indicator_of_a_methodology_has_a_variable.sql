-- A row per fault: without a variable that is used an indicator has no severity, and nobody a PiN.
with indicators as (
    select * from {{ ref('dim_indicator_weight') }}
),

variables as (
    select * from {{ ref('int_methodologies__variables') }}
)

select
    'variables' as seed,
    concat_ws(',', indicators.methodology_id, indicators.indicator_id) as seed_row,
    'el indicador ' || indicators.indicator_id || ' no tiene variable que se use · indicator '
    || indicators.indicator_id || ' has no variable that is used' as problem
from indicators
anti join variables
    on
        indicators.methodology_id = variables.methodology_id
        and indicators.indicator_id = variables.indicator_id
