with source as (
    select * from {{ source('hpc', 'hpc__pin') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key(
            'hpc', code='admin_2_p_code', department='admin_1', municipality='admin_2'
        ) }} as place_key,
        concat_ws(' ', trim(admin_2_p_code), trim(admin_2), trim(admin_1)) as place_text,
        upper(trim(iso3)) as country_iso3,
        nullif(trim(population_group), '') as population_group,
        {{ parse_count('hpc_cycle') }} as hpc_cycle,
        {{ parse_count('population') }} as population,
        nullif(trim(child_protection), '') is not null as is_published,
        try_cast(trim(child_protection) as double) as child_protection_pin
    from source
),

final as (
    select
        renamed.*,
        places.municipality_code,
        places.place_reason
    from renamed
    inner join places on renamed.place_key = places.place_key
)

select * from final
