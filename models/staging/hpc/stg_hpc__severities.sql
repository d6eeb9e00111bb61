-- the global file and the national worksheet; columns that one of them lacks are null
with source as (
    select
        'hpc__severity' as table_name,
        *
    from {{ source('hpc', 'hpc__severity') }}

    union all by name

    select
        'hpc__worksheet_severity' as table_name,
        *
    from {{ source('hpc', 'hpc__worksheet_severity') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

areas as (
    select * from {{ ref('cluster_areas') }}
),

-- one row per file row and published column
unpivoted as (
    select *
    from source
    unpivot include nulls (
        severity_text for area_column in (
            child_protection, gbv, mine_action, hlp, general_protection, protection,
            cccm, education, nutrition, food_security, health, shelter, nfi, wash, early_recovery
        )
    )
),

-- "all" is no group
whole_groups as (
    select * from {{ ref('source_words') }}
    where list_id = 'hpc_whole_group'
),

renamed as (
    select
        table_name,
        {{ landing_columns() }},
        {{ place_key('hpc__severity') }} as place_key,
        concat_ws(' ', trim(admin_2_p_code), trim(admin_2), trim(admin_1)) as place_text,
        upper(trim(iso3)) as country_iso3,
        {{ normalise_label('population_group') }} as population_group,
        area_column,
        {{ parse_count('hpc_cycle') }} as hpc_cycle,
        try_cast(trim(severity_text) as double) as severity_published,
        nullif(trim(severity_text), '') is not null as is_published
    from unpivoted
),

final as (
    select
        renamed.table_name,
        renamed.file_name,
        renamed.sheet,
        renamed.row_number,
        renamed.place_text,
        places.place_key,
        places.municipality_code,
        places.place_reason,
        renamed.country_iso3,
        case
            when whole_groups.word is null then renamed.population_group
        end as population_group,
        areas.area_id,
        areas.role as area_role,
        renamed.hpc_cycle,
        renamed.is_published,
        renamed.severity_published,
        -- sectors publish fractions now and then; a severity is a whole step
        cast({{ round_half_away('renamed.severity_published') }} as integer) as severity
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join whole_groups on renamed.population_group = whole_groups.word
    inner join areas on renamed.area_column = areas.area_column
)

select * from final
