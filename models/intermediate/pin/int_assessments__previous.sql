with assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

pins as (
    select * from {{ ref('int_pins') }}
),

-- a variant is of its parent's cycle; what only inherits settings from an earlier year is none
described as (
    select
        assessments.assessment_id,
        assessments.is_main,
        assessments.hpc_cycle,
        varied.assessment_id as varied_assessment_id
    from assessments
    left join assessments as varied
        on
            assessments.parent_assessment_id = varied.assessment_id
            and assessments.hpc_cycle = varied.hpc_cycle
),

with_results as (
    select distinct assessment_id
    from pins
    where pin is not null
),

-- a variant is compared with what it varies, all others with the latest cycle before
candidates as (
    select
        described.assessment_id,
        earlier.assessment_id as compared_assessment_id,
        earlier.hpc_cycle,
        earlier.is_main,
        earlier.assessment_id = coalesce(described.varied_assessment_id, '') as is_varied
    from described
    inner join described as earlier
        on
            described.varied_assessment_id = earlier.assessment_id
            or (described.hpc_cycle > earlier.hpc_cycle and earlier.varied_assessment_id is null)
    inner join with_results on earlier.assessment_id = with_results.assessment_id
),

final as (
    select
        assessment_id,
        compared_assessment_id
    from candidates
    qualify
        row_number() over (
            partition by assessment_id
            order by is_varied desc, hpc_cycle desc, is_main desc, compared_assessment_id asc
        ) = 1
)

select * from final
