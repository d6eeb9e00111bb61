with

measured as (
    select * from {{ ref('int_registry_factors__measured') }}
),

cautions as (
    select * from {{ ref('registry_cautions') }}
),

final as (
    select
        measured.*,
        cautions.caution_es,
        cautions.caution_en
    from measured
    left join cautions on measured.caution_id = cautions.caution_id
)

select * from final
