{%- set counts = ['rows_read', 'rows_used', 'rows_set_aside', 'rows_out_of_scope'] %}
{%- set amounts = [
    'amount_read', 'amount_used', 'amount_set_aside', 'amount_out_of_scope', 'amount_restated',
] %}
with accounts as (
    select * from {{ ref('int_row_accounts') }}
),

withheld as (
    select * from {{ ref('int_row_accounts__withheld') }}
),

rules as (
    select * from {{ ref('int_row_accounts__rules') }}
),

final as (
    select
        accounts.source_id,
        accounts.file_name,
        accounts.file_sha256,
        {%- for count in counts %}
            {{ shared_rows('accounts.' ~ count) }} as {{ count }},
        {%- endfor %}
        accounts.unit,
        accounts.unit_es,
        accounts.unit_en,
        {%- for amount in amounts %}
            {{ shared_rows('accounts.' ~ amount) }} as {{ amount }},
        {%- endfor %}
        accounts.is_synthetic,
        rules.source_id is not null as is_rounded,
        withheld.source_id is not null
        {%- for count in counts %}
            or {{ is_few('accounts.' ~ count, 'rules.minimum_cell') }}
        {%- endfor %} as is_suppressed
    from accounts
    left join withheld
        on accounts.source_id = withheld.source_id and accounts.file_name = withheld.file_name
    left join rules on accounts.source_id = rules.source_id
)

select * from final
