with examples (written, expected) as (
    values
    ('2022/06/30 00:00:00.000000000', date '2022-06-30'), ('31/12/2025', date '2025-12-31'),
    ('30/09/24', date '2024-09-30'), ('31/07/2024 00:00', date '2024-07-31'),
    ('2022-12-31', date '2022-12-31'), ('2022-12-31 00:00:00', date '2022-12-31'),
    ('2019 Jan 01 12:00:00 AM', date '2019-01-01'),
    ('01/31/2022 12:00:00 AM', date '2022-01-31'), ('44562', date '2022-01-01'),
    ('44562.5', date '2022-01-01'),
    ('1/2/2022 12:00:00 AM', date '2022-01-02'),
    ('31/02/2022', null),
    ('13/31/2022 12:00:00 AM', null),
    ('hoy', null), ('', null), (null, null)
),

read_back as (
    select
        *,
        {{ parse_date('written') }} as read_as
    from examples
)

select *
from read_back
where read_as is distinct from expected
