with classified as (
    select * from {{ ref('int_rows__classified') }}
    where row_status = 'set_aside'
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

candidates as (
    select * from {{ ref('int_places__candidates') }}
),

reasons as (
    select * from {{ ref('row_reasons') }}
),

final as (
    select
        classified.source_id,
        classified.file_name,
        classified.sheet,
        classified.row_number,
        classified.fragment,
        classified.row_reason,
        reasons.label_es,
        reasons.label_en,
        classified.place_text,
        places.code_text,
        places.department_text,
        places.municipality_text,
        candidates.candidates,
        reasons.what_to_do_es,
        reasons.what_to_do_en,
        cast(classified.data_year as integer) as data_year,
        classified.additive_amount as amount
    from classified
    inner join reasons on classified.row_reason = reasons.reason
    left join places on classified.place_key = places.place_key
    left join candidates on classified.place_key = candidates.place_key
)

select * from final
