with refusals as (
    select * from {{ ref('stg_landing__refusals') }}
),

final as (
    select
        source_id,
        refusal_number,
        reason,
        columns_missing,
        message_es,
        message_en,
        file_sha256,
        is_unclaimed
    from refusals
)

select * from final
