with source as (
    select * from {{ source('defensoria', 'defensoria__alertas') }}
),

cleaned as (
    select
        {{ landing_columns() }},
        trim(codigo) as alert_code,
        fecha_emision,
        municipios,
        regexp_matches(municipios, '(?i)y\s+otros') as is_truncated,

        -- the capital's own name holds the separator; "... y Otros" is a note, not a place
        regexp_replace(
            regexp_replace(municipios, '(?i)bogot[aá]\s*,\s*d\.?\s*c\.?', 'Bogotá D.C.', 'g'),
            '(?i)[.…]*\s*\by\s+otros\b\.?', '', 'g'
        ) as places_text
    from source
),

-- "A, B (Depto); C (Depto)": names and, where given, the department behind them
chunks as (
    select
        *,
        unnest(regexp_extract_all(places_text, '[^()]+(\([^)]*\))?')) as chunk
    from cleaned
),

split as (
    select
        *,
        nullif(trim(regexp_extract(chunk, '\(([^)]*)\)', 1)), '') as department_text,
        unnest(
            string_split(regexp_replace(regexp_replace(chunk, '\(.*', ''), ';', ',', 'g'), ',')
        ) as municipality_text
    from chunks
),

named as (
    select
        file_name,
        sheet,
        row_number,
        alert_code,
        fecha_emision,
        municipios,
        is_truncated,
        department_text,
        trim(municipality_text) as municipality_text
    from split
    where trim(municipality_text) != ''
),

final as (
    select
        *,
        row_number() over (
            partition by file_name, sheet, row_number
            order by department_text, municipality_text
        ) as fragment
    from named
)

select * from final
