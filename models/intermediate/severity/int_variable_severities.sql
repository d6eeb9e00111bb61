with measures as (
    select * from {{ ref('int_variable_measures') }}
),

assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

scales as (
    select * from {{ ref('dim_severity_scale') }}
),

tops as (
    select
        methodology_id,
        variable_id,
        max(severity) as highest_severity
    from scales
    group by methodology_id, variable_id
),

-- the first step whose inclusive upper bound reaches the measure
binned as (
    select
        measures.assessment_id,
        measures.municipality_code,
        measures.variable_id,
        assessments.methodology_id,
        min(scales.severity) as known_severity
    from measures
    inner join assessments on measures.assessment_id = assessments.assessment_id
    inner join scales
        on
            assessments.methodology_id = scales.methodology_id
            and measures.variable_id = scales.variable_id
            and measures.known_measure_rounded <= scales.upper_bound
    group by all
),

final as (
    select
        measures.assessment_id,
        measures.municipality_code,
        measures.variable_id,
        measures.indicator_id,
        case
            when not measures.has_data and measures.components_delivered < measures.components_total
                then 'not_delivered'
            when not measures.has_data and measures.set_aside_records > 0 then 'row_set_aside'
            when not measures.has_data then 'not_in_source'
            when binned.known_severity is null then 'no_population'
        end as missing_reason,
        measures.caveats,
        case
            when measures.has_data and measures.measure != 'level' then measures.known_amount
        end as cases,
        case when not measures.has_data then measures.known_amount end as cases_known,
        cast(case when measures.has_data then measures.denominator end as bigint) as denominator,
        case when measures.has_data then measures.known_measure end as measure_value,
        -- nobody to divide by: no cases still are severity 0, but there is no measure to show
        cast(
            case
                when measures.has_data and measures.known_measure is not null
                    then measures.known_measure_rounded
            end as bigint
        ) as measure_rounded,
        cast(case when measures.has_data then binned.known_severity end as integer) as severity,
        cast(coalesce(binned.known_severity, 0) as integer) as severity_lower,
        cast(
            case
                when measures.has_data and binned.known_severity is not null
                    then binned.known_severity
                else tops.highest_severity
            end as integer
        ) as severity_upper,
        measures.source_records,
        cast(measures.components_with_data as integer) as components_with_data,
        cast(measures.components_total as integer) as components_total,
        measures.is_partial
    from measures
    inner join assessments on measures.assessment_id = assessments.assessment_id
    inner join tops
        on
            assessments.methodology_id = tops.methodology_id
            and measures.variable_id = tops.variable_id
    left join binned
        on
            measures.assessment_id = binned.assessment_id
            and measures.municipality_code = binned.municipality_code
            and measures.variable_id = binned.variable_id
)

select * from final
