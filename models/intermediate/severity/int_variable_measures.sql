with cases as (
    select * from {{ ref('int_cases') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

variables as (
    select * from {{ ref('int_methodologies__variables') }}
),

components as (
    select * from {{ ref('int_methodologies__components') }}
),

populations as (
    select * from {{ ref('int_population__totals') }}
),

combined as (
    select
        cases.assessment_id,
        cases.municipality_code,
        variables.variable_id,
        variables.indicator_id,
        variables.measure,
        variables.rate_per,
        variables.combination,
        assessments.rate_population_year,
        max(cases.amount) as highest_part,
        sum(cases.amount) as sum_of_parts,
        min(cases.amount) filter (where cases.amount > 0) as least_part,
        cast(sum(cases.source_records) as bigint) as source_records,
        cast(sum(cases.set_aside_records) as bigint) as set_aside_records,
        count(*) as components_total,
        count(cases.amount) as components_with_data,
        count(*) filter (where cases.is_delivered) as components_delivered,
        string_agg(distinct cases.caveats, ',' order by cases.caveats) as caveats
    from cases
    inner join assessments on cases.assessment_id = assessments.assessment_id
    inner join components
        on
            assessments.methodology_id = components.methodology_id
            and cases.component_id = components.component_id
    inner join variables
        on
            components.methodology_id = variables.methodology_id
            and components.variable_id = variables.variable_id
    group by all
),

-- a maximum takes the parts there are; a sum needs them all, else what is known is a lower bound
known as (
    select
        * exclude (highest_part, sum_of_parts),
        case combination when 'sum' then sum_of_parts else highest_part end as known_amount,
        case combination
            when 'sum' then components_with_data = components_total
            else components_with_data > 0
        end as has_data
    from combined
),

measured as (
    select
        known.*,
        case known.measure when 'rate' then populations.child_population end as denominator,
        case
            when known.measure != 'rate' then known.known_amount
            when populations.child_population > 0
                then known.known_amount * known.rate_per / populations.child_population
        end as known_measure
    from known
    left join populations
        on
            known.assessment_id = populations.assessment_id
            and known.municipality_code = populations.municipality_code
            and known.rate_population_year = populations.data_year
),

final as (
    select
        * exclude (rate_per, combination, rate_population_year),
        -- printed steps are whole numbers; a municipality with cases is at least in the first one
        case
            when known_amount = 0 then 0
            -- nothing delivered or nobody to divide by: greatest would pass over the null
            when known_measure is null then null
            when measure = 'level' then known_measure
            else greatest({{ round_half_away('known_measure') }}, 1)
        end as known_measure_rounded,
        has_data and (components_with_data < components_total or caveats is not null)
            as is_partial
    from measured
)

select * from final
