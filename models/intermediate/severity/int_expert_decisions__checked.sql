with applied as (
    select * from {{ ref('int_expert_decisions__applied') }}
),

reasons as (
    select * from {{ ref('row_reasons') }}
),

words as (
    select * from {{ ref('expert_decision_words') }}
    where list_id = 'state'
),

-- nobody knows which of two of one day is the newer: neither counts
compared as (
    select
        * exclude (fault),
        case
            when fault is not null then fault
            when min(severity_after) over same_day != max(severity_after) over same_day
                then 'contradictory_decisions'
        end as fault,
        count(distinct reported_under) over same_words as rationale_municipalities
    from applied
    window
        same_day as (
            partition by
                assessment_id, stated_for_assessment_id, reported_under, decision_stage,
                approved_on, fault is null
        ),
        same_words as (partition by assessment_id, {{ normalise_text('rationale') }})
),

-- an assessment's own decision goes before an inherited one, then the newer before the older
ranked as (
    select
        *,
        fault is null and row_number() over (
            partition by assessment_id, reported_under, decision_stage, fault is null
            order by
                distance asc, approved_on desc nulls last,
                file_name desc, sheet desc, row_number desc
        ) = 1 as is_newest
    from compared
),

newest as (
    select * from ranked
    where is_newest
),

-- one that has expired leaves what the data say: what it once replaced does not come back
judged as (
    select
        ranked.*,
        ranked.is_newest and not ranked.is_expired as is_in_force,
        case
            when ranked.fault is not null then ranked.fault
            when not ranked.is_newest then 'superseded'
            when ranked.is_expired then 'expired'
        end as rejection_reason,
        newest.row_number is not null as is_answered
    from ranked
    left join newest
        on
            ranked.assessment_id = newest.assessment_id
            and ranked.reported_under = newest.reported_under
            and ranked.decision_stage = newest.decision_stage
            and (
                ranked.approved_on < newest.approved_on
                or (
                    ranked.file_name = newest.file_name
                    and ranked.sheet = newest.sheet
                    and ranked.row_number < newest.row_number
                )
            )
),

final as (
    select
        judged.* exclude (decision_state),
        case
            when judged.is_in_force then 'approved'
            else coalesce(words.meaning, 'rejected')
        end as decision_state,
        coalesce(
            judged.rationale is not null
            and judged.rationale_municipalities
            >= {{ parameter('stock_rationale_municipalities') }},
            false
        ) as is_stock_rationale,
        -- a later date, or a later row of the template, which only grows, says it again and well
        coalesce(reasons.row_status = 'set_aside', false) and not judged.is_answered as is_open
    from judged
    left join reasons on judged.rejection_reason = reasons.reason
    left join words on judged.rejection_reason = words.row_reason
)

select * from final
