with matched as (
    select * from {{ ref('stg_places__matched') }}
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
        candidate_code,
        department_normalised,
        municipality_normalised,
        -- a code and a name that lead to two municipalities: the code counts, the row is listed
        coalesce(match_method = 'code' and code_by_name != code_by_code, false)
            as is_name_disagreeing
    from coded
)

select * from final
