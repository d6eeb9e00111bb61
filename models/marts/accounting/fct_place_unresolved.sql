with classified as (
    select * from {{ ref('int_rows__classified') }}
    where row_status = 'set_aside' and municipality_code is null
),

places as (
    select * from {{ ref('stg_places__resolved') }}
    where municipality_code is null
),

candidates as (
    select * from {{ ref('int_places__candidates') }}
),

suggestions as (
    select * from {{ ref('int_places__suggestions') }}
),

reasons as (
    select * from {{ ref('row_reasons') }}
),

units as (
    select * from {{ ref('source_units') }}
),

-- rows lost for their place alone: with it they would count
lost as (
    select
        classified.source_id,
        coalesce(classified.place_key, md5(classified.source_id || '||||')) as place_key,
        classified.row_reason as place_reason,
        count(distinct concat_ws(
            '|', classified.file_name, classified.sheet, classified.row_number
        )) as source_rows,
        sum(classified.additive_amount) as amount,
        string_agg(distinct classified.file_name, '; ' order by classified.file_name) as file_names,
        min(classified.data_year) as first_year,
        max(classified.data_year) as last_year
    from classified
    left join places on classified.place_key = places.place_key
    where
        classified.row_reason = places.place_reason
        or (classified.place_key is null and classified.row_reason = 'no_place_given')
    group by all
),

final as (
    select
        lost.source_id,
        lost.place_key,
        places.code_text,
        places.department_code_text,
        places.department_text,
        places.municipality_text,
        lost.place_reason,
        reasons.label_es,
        reasons.label_en,
        lost.source_rows,
        case when lost.amount is not null then units.unit end as unit,
        lost.amount,
        lost.file_names,
        cast(lost.first_year as integer) as first_year,
        cast(lost.last_year as integer) as last_year,
        candidates.candidates,
        candidates.nearest_code,
        candidates.nearest_name,
        candidates.nearest_likeness,
        suggestions.fix_seed,
        suggestions.fix_row,
        case suggestions.fix_seed
            when 'municipality_recodings'
                then
                    'Si ese es el sucesor, reemplace por fix_row la fila de ese código en'
                    || ' seeds/reference/municipality_recodings.csv'
            else coalesce(
                'Si es el mismo lugar, agregue fix_row a seeds/reference/'
                || suggestions.fix_seed || '.csv',
                reasons.what_to_do_es
            )
        end as what_to_do_es,
        case suggestions.fix_seed
            when 'municipality_recodings'
                then
                    'If that is the successor, put fix_row in place of the row of that code in'
                    || ' seeds/reference/municipality_recodings.csv'
            else coalesce(
                'If it is the same place, add fix_row to seeds/reference/'
                || suggestions.fix_seed || '.csv',
                reasons.what_to_do_en
            )
        end as what_to_do_en
    from lost
    inner join reasons on lost.place_reason = reasons.reason
    left join units on lost.source_id = units.source_id
    left join places on lost.place_key = places.place_key
    left join candidates on lost.place_key = candidates.place_key
    left join suggestions on lost.place_key = suggestions.place_key
)

select * from final
