{#- A date from the spellings of the extracts, Excel serial numbers included; null otherwise. -#}
{% macro parse_date(expression) -%}
    {%- set text = "trim(" ~ expression ~ ")" -%}
    case
        when regexp_full_match({{ text }}, '[0-9]{5}(\.[0-9]+)?')
            then date '1899-12-30' + cast(split_part({{ text }}, '.', 1) as integer)
        when regexp_full_match({{ text }}, '[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}.*')
            then try_cast(replace(left({{ text }}, 10), '/', '-') as date)
        when regexp_full_match({{ text }}, '[0-9]{4} [A-Z][a-z]{2} [0-9]{2}.*')
            then cast(try_strptime(left({{ text }}, 11), '%Y %b %d') as date)
        when regexp_full_match({{ text }}, '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9:]+ [AP]M')
            then
                cast(try_strptime(split_part({{ text }}, ' ', 1), '%m/%d/%Y') as date)
        when regexp_full_match({{ text }}, '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}.*')
            then
                cast(
                    try_strptime(split_part({{ text }}, ' ', 1), '%d/%m/%Y') as date
                )
        when regexp_full_match({{ text }}, '[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}')
            then cast(try_strptime({{ text }}, '%d/%m/%y') as date)
    end
{%- endmacro %}
