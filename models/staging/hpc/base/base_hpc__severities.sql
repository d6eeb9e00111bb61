with global_file as (
    select * from {{ source('hpc', 'hpc__severity') }}
),

worksheet as (
    select * from {{ source('hpc', 'hpc__worksheet_severity') }}
),

-- columns that one of them lacks are null: the worksheet names no country
final as (
    select
        'hpc__severity' as table_name,
        *
    from global_file

    union all by name

    select
        'hpc__worksheet_severity' as table_name,
        *
    from worksheet
)

select * from final
