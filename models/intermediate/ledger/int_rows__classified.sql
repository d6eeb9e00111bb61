with counted as (
    select * from {{ ref('int_rows__counted') }}
),

-- sources that do not count cases: population, published severities and PiN, decisions, readings
others as (
    {{ union_with_status([
        'int_rows__defensoria_classifications',
        'int_rows__dane',
        'int_rows__dane_wide',
        'int_rows__hpc',
        'int_rows__experts',
        'int_rows__registry',
        'int_rows__registry_population',
    ]) }}
),

units as (
    select * from {{ ref('source_units') }}
    where nullif(unit, '') is not null
),

stacked as (
    select * from counted
    union all by name
    select * from others
),

final as (
    select
        stacked.*,
        -- levels add up to nothing, and a negative number counts nobody
        case
            when units.source_id is not null and stacked.amount >= 0 then stacked.amount
        end as additive_amount
    from stacked
    left join units on stacked.source_id = units.source_id
)

select * from final
