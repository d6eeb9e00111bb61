with by_file as (
    select * from {{ ref('base_places__by_file') }}
),

place_references as (
    select distinct
        place_key,
        source_id,
        code_text,
        department_code_text,
        department_text,
        municipality_text
    from by_file
)

select * from place_references
