with emergencies as (
    select * from {{ source('ungrd', 'ungrd__emergencias') }}
),

events_only as (
    select * from {{ source('ungrd', 'ungrd__eventos') }}
),

-- columns that one of them lacks are null: the events-only copy has neither people nor code
final as (
    select
        'ungrd__emergencias' as table_name,
        *
    from emergencies

    union all by name

    select
        'ungrd__eventos' as table_name,
        *
    from events_only
)

select * from final
