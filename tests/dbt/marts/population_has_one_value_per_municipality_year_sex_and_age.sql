-- Two series in one file would count every child twice (two files have a test of their own).
select
    municipality_code,
    data_year,
    sex,
    age,
    file_name,
    string_agg(distinct series, ', ' order by series) as series,
    count(*) as occurrences
from {{ ref('int_population') }}
group by municipality_code, data_year, sex, age, file_name
having count(*) > 1
