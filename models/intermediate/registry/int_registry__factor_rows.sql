with

facts as (
    select * from {{ ref('int_registry__facts') }}
    where fact_id = 'left_work' and is_known
),

interventions as (
    select * from {{ ref('int_registry__interventions') }}
),

members as (
    select * from {{ ref('int_registry__members') }}
),

factors as (
    select distinct factor_id from {{ ref('registry_factor_models') }}
),

folds as (
    select * from {{ ref('int_registry__member_folds') }}
    where period_kind = 'all'
),

final as (
    select
        facts.intervention_key,
        -- a row whose form is not said is alike with nobody
        coalesce(interventions.form_key, facts.intervention_key) as form_key,
        cast(facts.is_counted as integer) as outcome,
        factors.factor_id,
        folds.published_member as member
    from facts
    inner join interventions on facts.intervention_key = interventions.intervention_key
    inner join members on facts.intervention_key = members.intervention_key
    inner join factors on members.dimension = factors.factor_id
    inner join folds on members.dimension = folds.dimension and members.member = folds.member
)

select * from final
