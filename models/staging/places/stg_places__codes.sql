with place_references as (
    select * from {{ ref('stg_places__references') }}
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
        end as department_digits
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

final as (
    select
        *,
        coalesce(
            department_code_given,
            left(municipality_code_given, 2),
            case when is_department_code then lpad(code_digits, 2, '0') end
        ) as department_code_stated,
        coalesce(ltrim(code_digits, '0'), '') as code_plain,
        coalesce(ltrim(department_digits, '0'), '') as department_plain
    from assembled
)

select * from final
