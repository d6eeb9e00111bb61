with form_rows as (
    select * from {{ ref('stg_registry__rows') }}
),

cells as (
    select * from {{ ref('stg_registry__cells') }}
),

-- cells in any order; what a cell says and whose it is, in one number of which a sum can be made
summed as (
    select
        form_rows.form_key,
        sum(
            md5_number_lower(
                cast(
                    (
                        form_rows.row_in_form,
                        cells.extract_id,
                        cells.field_id,
                        cells.item_number,
                        cells.cell_text,
                        cells.value_id,
                        cells.date_value,
                        cells.number_value,
                        cells.reason_id
                    ) as varchar
                )
            )
        ) as cells_sum
    from form_rows
    left join cells on form_rows.source_row = cells.source_row
    group by form_rows.form_key
),

named as (
    select
        form_key,
        min(form_number_key) as form_number_key,
        list(distinct previous_form_number_key order by previous_form_number_key)
        filter (where previous_form_number_key is not null) as previous_form_number_keys,
        count(*) as children
    from form_rows
    group by form_key
),

final as (
    select
        named.form_key,
        named.form_number_key,
        named.previous_form_number_keys,
        -- the keyed name of the form goes in, so that nobody without the key can try contents
        sha256(
            concat_ws(':', named.form_key, named.children, cast(summed.cells_sum as varchar))
        ) as content_sha256
    from named
    inner join summed on named.form_key = summed.form_key
)

select * from final
