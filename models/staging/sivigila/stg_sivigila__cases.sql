with source as (
    select * from {{ source('sivigila', 'sivigila__evento_356') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

age_units as (
    select * from {{ ref('sivigila_age_units') }}
),

adjustments as (
    select * from {{ ref('sivigila_adjustments') }}
),

renamed as (
    select
        {{ landing_columns() }},
        {{ place_key('sivigila__evento_356') }} as place_key,
        concat_ws(', ', trim(municipio_ocurrencia), trim(departamento_ocurrencia)) as place_text,

        nullif(trim(consecutive), '') as case_number,
        {{ parse_count('cod_eve') }} as event_code,
        {{ parse_count('cod_pais_o') }} as occurrence_country,
        {{ parse_count('uni_med') }} as age_unit,
        upper(trim(ajuste)) as adjustment,

        {{ parse_count('ano') }} as data_year,
        {{ parse_count('edad') }} as age_printed
    from source
),

judged as (
    select
        renamed.file_name,
        renamed.sheet,
        renamed.row_number,
        renamed.place_text,
        places.place_key,
        places.municipality_code,
        places.place_reason,
        renamed.case_number,
        renamed.event_code,
        renamed.occurrence_country,
        renamed.adjustment,
        adjustments.is_case,
        renamed.data_year,
        -- -1 month would be an age of 0 years
        case
            when renamed.age_printed >= 0
                then renamed.age_printed // age_units.units_per_year
        end as age_years
    from renamed
    inner join places on renamed.place_key = places.place_key
    left join age_units on renamed.age_unit = age_units.age_unit
    left join adjustments on renamed.adjustment = adjustments.adjustment
),

-- of the rows of a case the one that discards it comes first: adjustments follow notifications
numbered as (
    select
        *,
        row_number() over (
            partition by file_name, event_code, data_year, case_number
            order by is_case asc nulls last, sheet asc, row_number asc
        ) as copy_number,
        concat_ws('|', coalesce(municipality_code, place_key), coalesce(age_years, -1)) as told
    from judged
),

final as (
    select
        * exclude (copy_number, told),
        -- a number with two places or ages: two editions of a case, or two cases
        case_number is not null
        and min(told) over same_case != max(told) over same_case as is_conflicting,
        case_number is not null
        and copy_number > 1
        and min(told) over same_case = max(told) over same_case as is_repeated
    from numbered
    window same_case as (partition by file_name, event_code, data_year, case_number)
)

select * from final
