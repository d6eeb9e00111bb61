with source as (
    select * from {{ ref('base_ungrd__reports') }}
),

places as (
    select * from {{ ref('stg_places__resolved') }}
),

event_types as (
    select * from {{ ref('ungrd_event_types') }}
),

header_words as (
    select list(word) as words
    from {{ ref('source_words') }}
    where list_id = 'ungrd_header'
),

renamed as (
    select
        table_name,
        {{ landing_columns() }},
        {{ place_key('ungrd__emergencias') }} as place_key,
        concat_ws(' ', trim(divipola), trim(municipio), trim(departamento)) as place_text,

        trim(evento) as event_printed,
        {{ normalise_label('evento') }} as event_spelling,

        case
            when has_lost_zeros then {{ parse_count('personas', lost_zeros=true) }}
            else {{ parse_count('personas') }}
        end as people,
        nullif(trim(personas), '') is null as is_without_count,

        [
            {{ normalise_label('fecha') }},
            {{ normalise_label('evento') }},
            {{ normalise_label('fallecidos') }},
            {{ normalise_label('heridos') }},
            {{ normalise_label('personas') }},
        ] as texts_of_a_header,

        {{ parse_date('fecha') }} as event_date,
        _content_number as content_number
    from source
),

classified as (
    select
        renamed.*,
        event_types.event_type,
        event_types.is_natural,
        list_has_any(renamed.texts_of_a_header, header_words.words) as is_repeated_header
    from renamed
    cross join header_words
    left join event_types on renamed.event_spelling = event_types.spelling
),

-- files stack copies of their own rows, which the landing has told; two files that hold the same
-- month are told by a test
numbered as (
    select
        *,
        row_number() over (
            partition by file_name, content_number
            order by sheet, row_number
        ) as copy_number
    from classified
),

final as (
    select
        numbered.table_name,
        numbered.file_name,
        numbered.sheet,
        numbered.row_number,
        numbered.place_text,
        places.place_key,
        places.municipality_code,
        places.place_reason,
        numbered.event_printed,
        numbered.event_type,
        numbered.is_natural,
        year(numbered.event_date) as data_year,
        numbered.people,
        numbered.is_without_count,
        numbered.is_repeated_header,
        numbered.content_number is not null and numbered.copy_number > 1 as is_repeated,
        numbered.event_date
    from numbered
    inner join places on numbered.place_key = places.place_key
)

select * from final
