with emergencies as (
    select * from {{ source('ungrd', 'ungrd__emergencias') }}
),

translated as (
    select * from {{ source('ungrd', 'ungrd__emergencias_translated') }}
),

events_only as (
    select * from {{ source('ungrd', 'ungrd__eventos') }}
),

-- columns that one of them lacks are null: the events-only copy has neither people nor code
final as (
    select
        'ungrd__emergencias' as table_name,
        false as has_lost_zeros,
        *
    from emergencies

    union all by name

    select
        'ungrd__emergencias_translated' as table_name,
        true as has_lost_zeros,
        date as fecha,
        department as departamento,
        municipality as municipio,
        event as evento,
        deceased as fallecidos,
        injured as heridos,
        missing as desaparecidos,
        people as personas,
        families as familias,
        * exclude (
            date, department, municipality, event, deceased, injured, missing, people, families
        )
    from translated

    union all by name

    select
        'ungrd__eventos' as table_name,
        false as has_lost_zeros,
        *
    from events_only
)

select * from final
