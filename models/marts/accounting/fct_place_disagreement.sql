with places as (
    select * from {{ ref('stg_places__resolved') }}
    where is_name_disagreeing
),

classified as (
    select * from {{ ref('int_rows__classified') }}
),

final as (
    select
        places.source_id,
        places.place_key,
        places.code_text,
        places.department_text,
        places.municipality_text,
        places.municipality_code,
        places.code_by_name as municipality_code_by_name,
        count(*) as source_rows,
        sum(classified.additive_amount) as amount
    from places
    inner join classified on places.place_key = classified.place_key
    group by all
)

select * from final
