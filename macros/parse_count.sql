{#-
    A whole number from text, null where the text is not one: "7", "7.0", "16,0", "13,710", "13.710",
    "1.234,00". A sign before three digits separates thousands, the same sign each time; the other
    sign, or one before another number of digits, is that of decimals, of which there may only be
    zeros: nothing counted here has decimals.
    lost_zeros: the file lost the zeros at the end, so "1,1" is 1,100 and "12,5" is 12,500.
-#}
{% macro parse_count(expression, lost_zeros=false) -%}
    {%- set text = "trim(" ~ expression ~ ")" -%}
    case
        when regexp_full_match({{ text }}, '-?[0-9]{1,15}([,.](0|00|0000+))?')
            then try_cast(regexp_extract({{ text }}, '^[-0-9]+') as bigint)
        when regexp_full_match({{ text }}, '[0-9]{1,3}(,[0-9]{3})+(\.0+)?')
            then try_cast(replace(split_part({{ text }}, '.', 1), ',', '') as bigint)
        when regexp_full_match({{ text }}, '[0-9]{1,3}(\.[0-9]{3})+(,0+)?')
            then try_cast(replace(split_part({{ text }}, ',', 1), '.', '') as bigint)
        {%- if lost_zeros %}
        when regexp_full_match({{ text }}, '[0-9]{1,3},[0-9]?[1-9]')
            then
                try_cast(
                    split_part({{ text }}, ',', 1)
                    || rpad(split_part({{ text }}, ',', 2), 3, '0') as bigint
                )
        {%- endif %}
    end
{%- endmacro %}
