with

parameters as (
    select * from {{ ref('registry_disclosure_parameters') }}
),

final as (
    select
        parameter_id,
        parameter_value,
        note_es,
        note_en
    from parameters
)

select * from final
