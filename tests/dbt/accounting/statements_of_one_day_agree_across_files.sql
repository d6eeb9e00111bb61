-- Of readings of an alert the newest counts; two files of one day have no order.
-- depends_on: {{ ref('int_facts__stated_twice') }}
-- (so that what that table finds is told in the same build)
with readings as (
    select
        *,
        rank() over (partition by alert_code order by classified_on desc nulls last) as age
    from {{ ref('stg_defensoria__classifications') }}
    where is_recruitment is not null and is_affecting_nna is not null
),

statements as (
    select
        'alert ' || alert_code as about,
        file_name,
        coalesce(cast(classified_on as varchar), '') as stated_on,
        is_recruitment || ' ' || is_affecting_nna as stated
    from readings
    where age = 1
),

contradictory as (
    select
        about,
        stated_on,
        string_agg(distinct file_name, ', ' order by file_name) as file_names
    from statements
    group by about, stated_on
    having count(distinct file_name) > 1 and count(distinct stated) > 1
)

select
    about,
    format(
        'Dos archivos se contradicen con la misma fecha ({}; {}): {}. No hay cómo saber cuál es más'
        || ' nueva: deje en los archivos una sola, o póngale su propia fecha a la que vale',
        about, stated_on, file_names
    ) as message_es,
    format(
        'Two files contradict each other on one date ({}; {}): {}. Nobody can know which is newer:'
        || ' leave one of them in the files, or give the one that holds a date of its own',
        about, stated_on, file_names
    ) as message_en
from contradictory
order by about
