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

-- what the code, a recoding and the names each say
matched as (
    select
        codes.*,
        municipalities.municipality_code as code_by_code,
        recodings.new_code as code_by_recoding,
        recodings.change as recoding_change,
        recodings.candidate_code,
        names.municipality_code as code_by_name,
        coalesce(names.municipalities, 0) > 1 as is_ambiguous_name,
        coalesce(codes.department_code_given != left(codes.municipality_code_given, 2), false)
            as is_code_conflict
    from codes
    left join municipalities on codes.municipality_code_given = municipalities.municipality_code
    left join recodings on codes.municipality_code_given = recodings.old_code
    left join names
        on
            codes.department_normalised = names.department_normalised
            and codes.municipality_normalised = names.municipality_normalised
),

decided as (
    select
        *,
        case
            when is_code_conflict then 'none'
            when code_by_code is not null then 'code'
            when recoding_change = 'recoded' then 'recoding'
            when code_by_name is not null and not is_ambiguous_name then 'name'
            else 'none'
        end as match_method
    from matched
),

coded as (
    select
        *,
        case match_method
            when 'code' then code_by_code
            when 'recoding' then code_by_recoding
            when 'name' then code_by_name
        end as municipality_code
    from decided
),

final as (
    select
        place_key,
        source_id,
        code_text,
        department_code_text,
        department_text,
        municipality_text,
        municipality_code,
        match_method,
        case
            when municipality_code is not null then null
            when sentinel_reason is not null then sentinel_reason
            when is_code_conflict then 'code_department_conflict'
            when recoding_change = 'retired' then 'code_retired'
            when is_ambiguous_name then 'ambiguous_name'
            when municipality_code_given is not null then 'no_such_code'
            when is_department_code then 'department_wide'
            when code_text is not null then 'invalid_code'
            when
                municipality_text is null
                and coalesce(department_text, department_code_text) is not null
                then 'department_wide'
            when municipality_text is null then 'no_place_given'
            when department_text is null then 'department_missing'
            else 'no_such_name'
        end as place_reason,
        code_by_name,
        department_code_stated,
        municipality_code_given,
        candidate_code,
        department_normalised,
        municipality_normalised,
        -- a code and a name that lead to two municipalities: the code counts, the row is listed
        coalesce(match_method = 'code' and code_by_name != code_by_code, false)
            as is_name_disagreeing
    from coded
)

select * from final
