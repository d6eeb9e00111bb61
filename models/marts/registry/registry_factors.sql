with

protected as (
    select * from {{ ref('int_registry_factors__protected') }}
),

cautions as (
    select * from {{ ref('registry_cautions') }}
),

final as (
    select
        protected.model_id,
        protected.factor_id,
        protected.is_covariate,
        protected.member,
        protected.reference_member,
        protected.crude_odds_ratio,
        protected.crude_lower,
        protected.crude_upper,
        protected.adjusted_odds_ratio,
        protected.adjusted_lower,
        protected.adjusted_upper,
        protected.p_value,
        protected.member_events,
        protected.member_observations,
        protected.events,
        protected.observations,
        protected.events_per_variable,
        protected.coverage,
        protected.caution_id,
        cautions.caution_es,
        cautions.caution_en,
        protected.suppressed
    from protected
    left join cautions on protected.caution_id = cautions.caution_id
)

select * from final
