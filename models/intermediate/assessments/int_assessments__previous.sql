with assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

-- a variant is compared with what it varies; a first assessment with that of the cycle before
compared as (
    select
        assessments.assessment_id,
        coalesce(
            nullif(assessments.parent_assessment_id, ''),
            max_by(earlier.assessment_id, earlier.hpc_cycle)
        ) as compared_assessment_id
    from assessments
    left join assessments as earlier
        on
            assessments.hpc_cycle > earlier.hpc_cycle
            and nullif(earlier.parent_assessment_id, '') is null
    group by assessments.assessment_id, assessments.parent_assessment_id
),

final as (
    select * from compared
    where compared_assessment_id is not null
)

select * from final
