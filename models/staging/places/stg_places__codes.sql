with place_references as (
    select distinct * exclude (file_name)
    from {{ ref('base_places__by_file') }}
),

sentinels as (
    select * from {{ ref('place_sentinels') }}
),

-- the digits of a code in any of the forms the extracts write it in
digits as (
    select
        *,
        case
            when regexp_full_match(code_text, '(?i)co[0-9]{2,8}') then substr(code_text, 3)
            when regexp_full_match(code_text, '[0-9]{1,8}') then code_text
            when regexp_full_match(code_text, '[0-9]{1,8}[.,]0+')
                then regexp_extract(code_text, '^[0-9]+')
            -- thousands separator; zeros after a comma get lost: "5,03" is 5030
            when regexp_full_match(code_text, '[0-9]{1,2},[0-9]{1,3}')
                then split_part(code_text, ',', 1) || rpad(split_part(code_text, ',', 2), 3, '0')
            when regexp_full_match(code_text, '[0-9]{1,2}\.[0-9]{3}')
                then replace(code_text, '.', '')
        end as code_digits,
        case
            when regexp_full_match(department_code_text, '(?i)co[0-9]{2}')
                then substr(department_code_text, 3)
            when regexp_full_match(department_code_text, '[0-9]{1,3}([.,]0+)?')
                then regexp_extract(department_code_text, '^[0-9]+')
        end as department_digits,
        {{ normalise_text('department_text') }} as department_normalised,
        {{ normalise_text('municipality_text') }} as municipality_normalised
    from place_references
),

assembled as (
    select
        *,
        case
            when length(department_digits) <= 2 then lpad(department_digits, 2, '0')
        end as department_code_given,
        case
            when length(code_digits) in (4, 5) then lpad(code_digits, 5, '0')
            -- a populated place: municipality and three digits more
            when length(code_digits) in (7, 8) then left(lpad(code_digits, 8, '0'), 5)
            when length(code_digits) <= 3 and length(department_digits) <= 2
                then lpad(department_digits, 2, '0') || lpad(code_digits, 3, '0')
        end as municipality_code_given,
        length(code_digits) <= 2 and department_digits is null as is_department_code
    from digits
),

-- what a source writes where there is no municipality
sentinel_reasons as (
    select
        digits.place_key,
        min(sentinels.reason) as sentinel_reason
    from digits
    inner join sentinels
        on
            sentinels.source_id in ('*', digits.source_id)
            and sentinels.value = case sentinels.field
                when 'municipality_code'
                    then coalesce(nullif(ltrim(digits.code_digits, '0'), ''), '0')
                when 'department_code'
                    then coalesce(nullif(ltrim(digits.department_digits, '0'), ''), '0')
                when 'municipality_name' then digits.municipality_normalised
                when 'department_name' then digits.department_normalised
            end
            and case sentinels.field
                when 'municipality_code' then digits.code_digits is not null
                when 'department_code' then digits.department_digits is not null
                else true
            end
    group by digits.place_key
),

final as (
    select
        assembled.*,
        coalesce(
            assembled.department_code_given,
            left(assembled.municipality_code_given, 2),
            case
                when assembled.is_department_code then lpad(assembled.code_digits, 2, '0')
            end
        ) as department_code_stated,
        sentinel_reasons.sentinel_reason
    from assembled
    left join sentinel_reasons on assembled.place_key = sentinel_reasons.place_key
)

select * from final
