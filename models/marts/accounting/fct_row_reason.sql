with reasons as (
    select * from {{ ref('int_row_reasons') }}
),

withheld as (
    select * from {{ ref('int_row_accounts__withheld') }}
),

rules as (
    select * from {{ ref('int_row_accounts__rules') }}
),

-- two small reasons of one status would tell each other, with the number of rows of that status
several_small as (
    select
        reasons.source_id,
        reasons.file_name,
        reasons.row_status
    from reasons
    inner join rules on reasons.source_id = rules.source_id
    where {{ is_few('reasons.source_rows', 'rules.minimum_cell') }}
    group by reasons.source_id, reasons.file_name, reasons.row_status
    having count(*) > 1
),

final as (
    select
        reasons.source_id,
        reasons.file_name,
        reasons.row_status,
        reasons.row_reason,
        reasons.label_es,
        reasons.label_en,
        reasons.unit,
        {%- for count in ['source_rows', 'fragments', 'amount'] %}
            case when several_small.source_id is null then {{ shared_rows('reasons.' ~ count) }} end
                as {{ count }},
        {%- endfor %}
        reasons.is_restating,
        rules.source_id is not null as is_rounded,
        withheld.source_id is not null
        or several_small.source_id is not null
        or {{ is_few('reasons.source_rows', 'rules.minimum_cell') }} as is_suppressed
    from reasons
    left join withheld
        on reasons.source_id = withheld.source_id and reasons.file_name = withheld.file_name
    left join rules on reasons.source_id = rules.source_id
    left join several_small
        on
            reasons.source_id = several_small.source_id
            and reasons.file_name = several_small.file_name
            and reasons.row_status = several_small.row_status
)

select * from final
