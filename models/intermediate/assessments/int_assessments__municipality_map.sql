with assessments as (
    select * from {{ ref('int_assessments__resolved') }}
),

municipalities as (
    select * from {{ ref('municipalities') }}
),

lists as (
    select * from {{ ref('municipality_lists') }}
),

rollups as (
    select * from {{ ref('municipality_list_rollups') }}
),

flags as (
    unpivot municipalities
    on in_ocha_codab_2020, in_dcd_postcovid, in_divipola_2021, in_pped_2018_2042
    into name flag_column value is_member
),

members as (
    select
        lists.list_id,
        flags.municipality_code,
        flags.municipality_code as reported_under
    from lists
    inner join flags on lists.flag_column = flags.flag_column
    where flags.is_member
),

-- a code the list does not have is counted under the municipality it belongs to there
places as (
    select
        list_id,
        municipality_code,
        reported_under
    from members

    union all

    select
        list_id,
        municipality_code,
        reported_under
    from rollups
),

final as (
    select
        assessments.assessment_id,
        places.municipality_code,
        places.reported_under
    from assessments
    inner join places on assessments.municipality_list = places.list_id
)

select * from final
