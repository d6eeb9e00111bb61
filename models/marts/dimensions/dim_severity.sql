with severities as (
    select * from {{ ref('severities') }}
),

final as (
    select
        severity,
        label_es,
        label_en,
        colour,
        text_colour
    from severities
)

select * from final
