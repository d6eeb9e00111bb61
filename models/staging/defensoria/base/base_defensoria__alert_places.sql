with source as (
    select * from {{ source('defensoria', 'defensoria__alertas') }}
),

cleaned as (
    select
        _file_name,
        _sheet,
        _row_number,
        trim(codigo) as alert_code,
        fecha_emision,
        municipios,
        regexp_matches(municipios, '(?i)y\s+otros') as is_truncated,

        -- the capital's own name holds the separator; "... y Otros" is a note, not a place; of two
        -- brackets the last holds the department
        regexp_replace(
            regexp_replace(
                regexp_replace(municipios, '(?i)bogot[aá]\s*,?\s*d\.?\s*c\.?', 'Bogotá D.C.', 'g'),
                '(?i)[.…]*\s*\by\s+otros\b\.?', '', 'g'
            ),
            '\([^)]*\)\s*(\([^)]*\))', '\1', 'g'
        ) as places_text
    from source
),

-- "A, B (Depto); C (Depto)": a group ends with its department or with a semicolon
chunks as (
    select
        *,
        unnest(string_split(regexp_replace(places_text, '\)\s*[,;]?', ');', 'g'), ';')) as chunk
    from cleaned
),

split as (
    select
        *,
        nullif(trim(regexp_extract(chunk, '\(([^)]*)\)', 1)), '') as department_named,
        trim(unnest(string_split(regexp_replace(chunk, '\(.*', ''), ','))) as municipality_text
    from chunks
),

named as (
    select
        _file_name,
        _sheet,
        _row_number,
        alert_code,
        fecha_emision,
        municipios,
        is_truncated,
        -- the capital is its own department, whatever group it stands in
        case
            when municipality_text = 'Bogotá D.C.' then municipality_text
            else department_named
        end as department_text,
        municipality_text
    from split
    where municipality_text != ''
),

final as (
    select
        *,
        row_number() over (
            partition by _file_name, _sheet, _row_number
            order by department_text, municipality_text
        ) as fragment
    from named
)

select * from final
