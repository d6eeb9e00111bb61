-- fct_place_unresolved holds what is set aside for its place, nothing twice and nothing left out. A
-- case of another country is not lost for a place that leads to a municipality, or fails otherwise.
with listed as (
    select
        source_id,
        place_reason as row_reason,
        sum(amount) as amount
    from {{ ref('fct_place_unresolved') }}
    group by source_id, place_reason
),

place_reasons as (
    select distinct place_reason as row_reason
    from {{ ref('stg_places__resolved') }}
    where municipality_code is null
),

set_aside as (
    select
        classified.source_id,
        classified.row_reason,
        sum(classified.additive_amount) as amount
    from {{ ref('int_rows__classified') }} as classified
    inner join place_reasons on classified.row_reason = place_reasons.row_reason
    left join {{ ref('stg_places__resolved') }} as places
        on classified.place_key = places.place_key
    where
        classified.row_status = 'set_aside'
        -- decisions and severities have places, but no cases to lose
        and classified.additive_amount is not null
        and (places.place_key is null or classified.row_reason = places.place_reason)
    group by classified.source_id, classified.row_reason
)

select
    set_aside.source_id,
    set_aside.row_reason,
    set_aside.amount,
    listed.amount as amount_listed
from set_aside
left join listed
    on set_aside.source_id = listed.source_id and set_aside.row_reason = listed.row_reason
where abs(set_aside.amount - coalesce(listed.amount, -1)) > 1e-6
