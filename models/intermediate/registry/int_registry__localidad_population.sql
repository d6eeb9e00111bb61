with source_rows as (
    select * from {{ ref('stg_registry__localidad_population') }}
),

ledger as (
    select * from {{ ref('int_rows__registry_population') }}
    where row_reason is null
),

final as (
    select
        source_rows.localidad_code,
        source_rows.data_year,
        cast(sum(source_rows.population) as bigint) as child_population
    from source_rows
    inner join ledger
        on
            source_rows.file_name = ledger.file_name
            and source_rows.sheet = ledger.sheet
            and source_rows.row_number = ledger.row_number
    group by source_rows.localidad_code, source_rows.data_year
)

select * from final
