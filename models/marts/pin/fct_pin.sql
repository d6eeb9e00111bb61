with pins as (
    select * from {{ ref('int_pins') }}
),

final as (
    select
        assessment_id,
        municipality_code,
        population_series,
        missing_reason,
        cast(severity_final as integer) as severity_final,
        pin_population_year,
        total_population,
        child_population,
        cast(population_from as bigint) as population_from,
        percentage,
        pin,
        cast({{ round_half_away('pin') }} as bigint) as pin_rounded
    from pins
)

select * from final
