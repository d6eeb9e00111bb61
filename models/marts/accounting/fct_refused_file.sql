with refusals as (
    select * from {{ ref('stg_landing__refusals') }}
),

final as (
    select
        file_name,
        sheet,
        source_id,
        message_es,
        message_en,
        is_unclaimed
    from refusals
)

select * from final
