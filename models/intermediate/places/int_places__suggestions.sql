with municipalities_meant as (
    select * from {{ ref('int_places__municipalities_meant') }}
),

departments_meant as (
    select * from {{ ref('int_places__departments_meant') }}
),

recodings as (
    select * from {{ ref('municipality_recodings') }}
),

resolved as (
    select * from {{ ref('stg_places__resolved') }}
),

aliases as (
    select
        place_key,
        source_id,
        'municipality_aliases' as fix_seed,
        department_code || ' ' || municipality_normalised as alias_key,
        municipality_text as other_name,
        likeness,
        'Suggested: likeness ' || printf('%.2f', likeness) || ' to ' || municipality_name as note,
        department_code || ',' as cells_before,
        municipality_code || ',' as cells_after
    from municipalities_meant

    union all

    select
        place_key,
        source_id,
        'department_aliases' as fix_seed,
        department_normalised as alias_key,
        department_text as other_name,
        likeness,
        'Suggested: likeness ' || printf('%.2f', likeness) || ' to ' || department_name as note,
        '' as cells_before,
        department_code || ',' as cells_after
    from departments_meant
),

-- one row for all spellings that matching takes for the same, whichever sources hold them
merged as (
    select
        fix_seed,
        alias_key,
        min(other_name) as other_name,
        string_agg(distinct source_id, ';' order by source_id) as seen_in
    from aliases
    group by fix_seed, alias_key
),

alias_rows as (
    select
        aliases.place_key,
        aliases.fix_seed,
        aliases.likeness,
        aliases.cells_before || {{ csv_cell('merged.other_name') }} || ','
        || aliases.cells_after || merged.seen_in || ',' || {{ csv_cell('aliases.note') }} as fix_row
    from aliases
    inner join merged
        on aliases.fix_seed = merged.fix_seed and aliases.alias_key = merged.alias_key
),

-- the code is in the seed, with the successor it may have: a person says yes, or not
recoding_rows as (
    select
        resolved.place_key,
        'municipality_recodings' as fix_seed,
        cast(null as double) as likeness,
        recodings.old_code || ',' || recodings.candidate_code || ',' || recodings.candidate_code
        || ',recoded,' || coalesce(recodings.valid_to, '') || ','
        || {{ csv_cell('recodings.note') }} as fix_row
    from resolved
    inner join recodings on resolved.municipality_code_given = recodings.old_code
    where resolved.place_reason = 'code_retired' and recodings.candidate_code != ''
),

final as (
    select * from alias_rows
    union all
    select * from recoding_rows
)

select * from final
