with changes as (
    select * from {{ ref('fct_assessment_change') }}
),

final as (
    select
        assessment_id,
        concat_ws(
            '>',
            coalesce(cast(severity_before as varchar), '-'),
            coalesce(cast(severity_after as varchar), '-')
        ) as severity_path,
        max(compared_assessment_id) as compared_assessment_id,
        severity_before,
        severity_after,
        cast(count(*) as integer) as municipalities,
        sum(pin_before) as pin_before,
        sum(pin_after) as pin_after
    from changes
    group by assessment_id, severity_before, severity_after
)

select * from final
