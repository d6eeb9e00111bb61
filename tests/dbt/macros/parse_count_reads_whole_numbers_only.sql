with examples (written, plain, with_lost_zeros) as (
    values
    ('7', 7, 7), ('7.0', 7, 7), (' 12 ', 12, 12), ('-3', -3, -3), ('0', 0, 0),
    ('13,710', 13710, 13710), ('13.710', 13710, 13710), ('1,234,567', 1234567, 1234567),
    ('2.000', 2000, 2000), ('1,1', null, 1100), ('12,5', null, 12500), ('8,51', null, 8510),
    ('1.5', null, null),
    ('2.00', 2, 2),
    ('2.000000', 2, 2),
    -- a decimal comma, as a Spanish Excel or a float column saved with it has it: never thousands
    ('16,0', 16, 16), ('790,00', 790, 790), ('-4,0', -4, -4), ('5,0000', 5, 5), ('0,0', 0, 0),
    ('1.234,0', 1234, 1234), ('1.234,00', 1234, 1234), ('1,234.0', 1234, 1234),
    ('1,234.000', 1234, 1234), ('1.234,000', 1234, 1234), ('1234567,0', 1234567, 1234567),
    ('16,5', null, 16500), ('1.234,5', null, null), ('1,234.567', null, null),
    ('1.234,567', null, null), ('16,10', null, null), ('1234,5', null, null),
    ('1,2345', null, null),
    ('x', null, null),
    ('', null, null), (null, null, null), ('1e5', null, null), ('12 300', null, null)
),

read_back as (
    select
        *,
        {{ parse_count('written') }} as read_plain,
        {{ parse_count('written', lost_zeros=true) }} as read_with_lost_zeros
    from examples
)

select *
from read_back
where
    read_plain is distinct from plain
    or read_with_lost_zeros is distinct from with_lost_zeros
