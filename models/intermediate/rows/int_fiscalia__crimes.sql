with victims as (
    select distinct
        crime,
        title
    from {{ ref('stg_fiscalia__victims_v3') }}
),

listed as (
    select
        field,
        text,
        nullif(component_id, '') as component_id
    from {{ ref('fiscalia_crimes') }}
),

-- "violencia intrafamiliar" is the beginning of "violencia intrafamiliar art 229 agravada"
by_crime as (
    select
        victims.crime,
        victims.title,
        listed.text,
        listed.component_id,
        row_number() over (
            partition by victims.crime, victims.title
            order by length(listed.text) desc
        ) as closeness
    from victims
    inner join listed
        on
            listed.field = 'crime'
            and left(victims.crime || ' ', length(listed.text) + 1) = listed.text || ' '
),

final as (
    select
        victims.crime,
        victims.title,
        coalesce(by_crime.text, by_title.text) is not null as is_listed,
        case
            when by_crime.text is not null then by_crime.component_id
            else by_title.component_id
        end as component_id
    from victims
    left join by_crime
        on
            victims.crime = by_crime.crime
            and victims.title = by_crime.title
            and by_crime.closeness = 1
    left join listed as by_title
        on
            by_title.field = 'title'
            and victims.title = by_title.text
)

select * from final
