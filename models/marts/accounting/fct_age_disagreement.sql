with cases as (
    select * from {{ ref('stg_inmlcf__cases') }}
    where is_age_disagreeing
),

victims as (
    select * from {{ ref('stg_fiscalia__victims_v3') }}
    where is_age_disagreeing
),

stacked as (
    select
        'inmlcf' as source_id,
        file_name,
        age_printed,
        other_age_printed,
        age_class
    from cases

    union all

    select
        'fiscalia' as source_id,
        file_name,
        age_printed,
        other_age_printed,
        age_class
    from victims
),

final as (
    select
        source_id,
        file_name,
        age_printed,
        other_age_printed,
        age_class,
        count(*) as source_rows
    from stacked
    group by source_id, file_name, age_printed, other_age_printed, age_class
)

select * from final
