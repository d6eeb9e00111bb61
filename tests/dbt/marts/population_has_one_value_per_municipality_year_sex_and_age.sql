-- Two series or two files for one year would count every child twice.
select
    municipality_code,
    data_year,
    sex,
    age,
    string_agg(distinct file_name, ', ' order by file_name) as file_names,
    string_agg(distinct series, ', ' order by series) as series,
    count(*) as occurrences
from {{ ref('int_population') }}
group by municipality_code, data_year, sex, age
having count(*) > 1
