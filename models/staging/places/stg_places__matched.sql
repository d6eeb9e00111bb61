with codes as (
    select * from {{ ref('stg_places__codes') }}
),

names as (
    select * from {{ ref('stg_places__names') }}
),

municipalities as (
    select * from {{ ref('municipalities') }}
),

recodings as (
    select * from {{ ref('municipality_recodings') }}
),

sentinels as (
    select * from {{ ref('place_sentinels') }}
),

normalised as (
    select
        *,
        {{ normalise_text('department_text') }} as department_normalised,
        {{ normalise_text('municipality_text') }} as municipality_normalised
    from codes
),

-- what a source writes where there is no municipality
sentinel_reasons as (
    select
        normalised.place_key,
        min(sentinels.reason) as sentinel_reason
    from normalised
    inner join sentinels
        on
            sentinels.source_id in ('*', normalised.source_id)
            and sentinels.value = case sentinels.field
                when 'municipality_code' then coalesce(nullif(normalised.code_plain, ''), '0')
                when 'department_code' then coalesce(nullif(normalised.department_plain, ''), '0')
                when 'municipality_name' then normalised.municipality_normalised
                when 'department_name' then normalised.department_normalised
            end
            and case sentinels.field
                when 'municipality_code' then normalised.code_digits is not null
                when 'department_code' then normalised.department_digits is not null
                else true
            end
    group by normalised.place_key
),

matched as (
    select
        normalised.*,
        sentinel_reasons.sentinel_reason,
        by_code.municipality_code as code_by_code,
        recodings.new_code as code_by_recoding,
        recodings.change as recoding_change,
        recodings.candidate_code,
        by_name.municipality_code as code_by_name,
        coalesce(by_name.municipalities, 0) > 1 as is_ambiguous_name,
        coalesce(
            normalised.department_code_given != left(normalised.municipality_code_given, 2),
            false
        ) as is_code_conflict
    from normalised
    left join sentinel_reasons on normalised.place_key = sentinel_reasons.place_key
    left join municipalities as by_code
        on normalised.municipality_code_given = by_code.municipality_code
    left join recodings on normalised.municipality_code_given = recodings.old_code
    left join names as by_name
        on
            normalised.department_normalised = by_name.department_normalised
            and normalised.municipality_normalised = by_name.municipality_normalised
)

select * from matched
