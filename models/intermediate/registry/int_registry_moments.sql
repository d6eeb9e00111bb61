with

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

final as (
    select
        intervention_key,
        'all' as period_kind,
        'all' as period
    from interventions
    union all
    select
        intervention_key,
        'year' as period_kind,
        cast(intervention_year as varchar) as period
    from interventions
    union all
    select
        intervention_key,
        'quarter' as period_kind,
        intervention_year || '-T' || quarter(intervention_date) as period
    from interventions
)

select * from final
