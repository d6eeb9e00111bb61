with

measured as (
    select * from {{ ref('int_registry__factors_measured') }}
),

rules as (
    select * from {{ ref('disclosure_rules') }}
    where table_id = 'registry_factors'
),

final as (
    select
        measured.model_id,
        measured.factor_id,
        measured.is_covariate,
        measured.member,
        measured.reference_member,
        {%- for estimate in [
            'crude_odds_ratio', 'crude_lower', 'crude_upper', 'adjusted_odds_ratio',
            'adjusted_lower', 'adjusted_upper',
        ] %}
            round(measured.{{ estimate }}, rules.decimals) as {{ estimate }},
        {%- endfor %}
        round(measured.p_value, rules.decimals + 2) as p_value,
        {%- for counted in ['member_events', 'member_observations', 'events', 'observations'] %}
            {{ published_count('measured.' ~ counted, 'rules') }} as {{ counted }},
        {%- endfor %}
        round(measured.events_per_variable) as events_per_variable,
        round(measured.coverage, rules.decimals) as coverage,
        measured.caution_id,
        measured.caution_es,
        measured.caution_en,
        {{ is_share_suppressed('measured.member_events', 'measured.member_observations', 'rules') }}
            as suppressed
    from measured
    cross join rules
)

select * from final
