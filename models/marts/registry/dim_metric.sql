with

metrics as (
    select * from {{ ref('metrics') }}
),

final as (
    select
        metric_id,
        topic_id,
        label_es,
        label_en,
        definition_es,
        definition_en,
        numerator_es,
        numerator_en,
        denominator_es,
        denominator_en,
        exclusions_es,
        exclusions_en,
        coverage_es,
        coverage_en,
        limits_es,
        limits_en,
        unit_id,
        has_interval,
        metric_order
    from metrics
)

select * from final
