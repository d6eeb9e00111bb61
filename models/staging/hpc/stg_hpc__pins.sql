-- the global file and the national worksheet; columns that one of them lacks are null
with source as (
    select
        'hpc__pin' as table_name,
        *
    from {{ source('hpc', 'hpc__pin') }}

    union all by name

    select
        'hpc__worksheet_pin' as table_name,
        *
    from {{ source('hpc', 'hpc__worksheet_pin') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
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
        {{ place_key('hpc__pin') }} as place_key,
        concat_ws(' ', trim(admin_2_p_code), trim(admin_2), trim(admin_1)) as place_text,
        upper(trim(iso3)) as country_iso3,
        {{ normalise_label('population_group') }} as population_group,
        {{ parse_count('hpc_cycle') }} as hpc_cycle,
        {{ parse_count('population') }} as population,
        nullif(trim(child_protection), '') is not null as is_published,
        try_cast(trim(child_protection) as double) as child_protection_pin
    from source
),

final as (
    select
        renamed.* exclude (population_group),
        case
            when whole_groups.word is null then renamed.population_group
        end as population_group,
        places.municipality_code,
        places.place_reason
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join whole_groups on renamed.population_group = whole_groups.word
)

select * from final
