with applied as (
    select * from {{ ref('int_expert_decisions__applied') }}
),

-- nobody knows which of two of one day is the newer: neither counts
compared as (
    select
        * exclude (fault),
        case
            when fault is not null then fault
            when min(severity_after) over same_day != max(severity_after) over same_day
                then 'contradictory_decisions'
        end as fault
    from applied
    window same_day as (
        partition by
            assessment_id, stated_for_assessment_id, reported_under, approved_on, fault is null
    )
),

-- an assessment's own decision goes before an inherited one, then the newer before the older
ranked as (
    select
        *,
        fault is null and row_number() over (
            partition by assessment_id, reported_under, fault is null
            order by
                distance asc, approved_on desc nulls last,
                file_name desc, sheet desc, row_number desc
        ) = 1 as is_in_force
    from compared
),

in_force as (
    select * from ranked
    where is_in_force
),

final as (
    select
        ranked.*,
        case
            when ranked.fault is not null then ranked.fault
            when not ranked.is_in_force then 'superseded'
        end as rejection_reason,
        -- a later date, or a later row of the template, which only grows, says it again and well
        ranked.fault is not null and in_force.row_number is null as is_open
    from ranked
    left join in_force
        on
            ranked.assessment_id = in_force.assessment_id
            and ranked.reported_under = in_force.reported_under
            and (
                ranked.approved_on < in_force.approved_on
                or (
                    ranked.file_name = in_force.file_name
                    and ranked.sheet = in_force.sheet
                    and ranked.row_number < in_force.row_number
                )
            )
)

select * from final
