with

published as (
    select * from {{ ref('int_registry__ranking_published') }}
),

final as (
    select
        period,
        localidad_code,
        criterion_id,
        value,
        cast(rank as integer) as rank,
        cast(rank_lower as integer) as rank_lower,
        cast(rank_upper as integer) as rank_upper,
        previous_period,
        cast(previous_rank as integer) as previous_rank,
        previous_value,
        change,
        value_reason,
        {{ is_suppressed('value_reason') }} as suppressed
    from published
)

select * from final
