with severities as (
    select * from {{ ref('int_variable_severities') }}
),

measures as (
    select * from {{ ref('int_variable_measures') }}
),

municipality_map as (
    select * from {{ ref('int_assessments__municipality_map') }}
),

-- in every methodology where it is in one: the cases behind it are the same
sensitive as (
    select variable_id
    from {{ ref('variables') }}
    group by variable_id
    having bool_or(is_sensitive)
),

minimum as (
    select {{ parameter('minimum_cell') }} as minimum_cell
),

few as (
    select
        severities.assessment_id,
        severities.municipality_code,
        severities.variable_id,
        {{ is_few('coalesce(severities.cases, severities.cases_known)', 'minimum.minimum_cell') }}
            as is_few,
        {{ is_few('measures.least_part', 'minimum.minimum_cell') }} as has_few_in_a_part
    from severities
    inner join sensitive on severities.variable_id = sensitive.variable_id
    inner join measures
        on
            severities.assessment_id = measures.assessment_id
            and severities.municipality_code = measures.municipality_code
            and severities.variable_id = measures.variable_id
    cross join minimum
),

-- what one list counts as one municipality and another list as several
wholes as (
    select
        whole.assessment_id,
        whole.reported_under as municipality_code,
        part.assessment_id as part_assessment_id,
        unnest(list_distinct(list(part.reported_under))) as part_code,
        count(distinct part.reported_under) as parts
    from municipality_map as whole
    inner join municipality_map as part
        on
            whole.municipality_code = part.municipality_code
            and whole.assessment_id != part.assessment_id
    group by whole.assessment_id, whole.reported_under, part.assessment_id
),

-- the whole less the parts that are told would be the part that is not
given_back as (
    select distinct
        wholes.assessment_id,
        wholes.municipality_code,
        few.variable_id
    from wholes
    inner join few
        on
            wholes.part_assessment_id = few.assessment_id
            and wholes.part_code = few.municipality_code
    where wholes.parts > 1 and few.is_few
),

final as (
    select
        few.assessment_id,
        few.municipality_code,
        few.variable_id,
        few.is_few or given_back.variable_id is not null as is_suppressed,
        -- with the cases of the larger part, the records would tell the smaller one
        few.has_few_in_a_part as is_part_few
    from few
    left join given_back
        on
            few.assessment_id = given_back.assessment_id
            and few.municipality_code = given_back.municipality_code
            and few.variable_id = given_back.variable_id
    where few.is_few or few.has_few_in_a_part or given_back.variable_id is not null
)

select * from final
