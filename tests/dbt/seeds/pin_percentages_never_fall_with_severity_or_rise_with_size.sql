-- A row per fault: the seed, the row as it stands in the file, and what is wrong with it.
with percentages as (
    select
        *,
        row_number() over () as line_number
    from {{ ref('pin_percentages') }}
),

methodologies as (
    select * from {{ ref('methodologies') }}
),

levels as (
    select distinct severity from {{ ref('score_steps') }}
),

bands as (
    select distinct
        methodology_id,
        population_from
    from percentages
),

-- every pair of cells in one column or one row of the printed table
pairs as (
    select
        cells.methodology_id,
        cells.severity,
        cells.population_from,
        case
            when cells.percentage < 0 or cells.percentage > 100
                then
                    'percentage ' || cells.percentage || ' no está entre 0 y 100 · percentage '
                    || cells.percentage || ' is not between 0 and 100'
            when
                other_cells.population_from = cells.population_from
                and other_cells.severity = cells.severity
                then
                    'dos filas para una severidad y banda · two rows for one severity and band'
            when
                other_cells.population_from = cells.population_from
                and other_cells.severity < cells.severity
                and other_cells.percentage > cells.percentage
                then
                    'percentage ' || cells.percentage || ' es menor que '
                    || other_cells.percentage || ', el de la severidad ' || other_cells.severity
                    || ' · percentage ' || cells.percentage || ' falls below '
                    || other_cells.percentage || ' of severity ' || other_cells.severity
            when
                other_cells.severity = cells.severity
                and other_cells.population_from < cells.population_from
                and other_cells.percentage < cells.percentage
                then
                    'percentage ' || cells.percentage || ' es mayor que '
                    || other_cells.percentage || ', el de la banda desde '
                    || other_cells.population_from || ' · percentage ' || cells.percentage
                    || ' rises above ' || other_cells.percentage || ' of the band from '
                    || other_cells.population_from
        end as problem
    from percentages as cells
    left join percentages as other_cells
        on
            cells.methodology_id = other_cells.methodology_id
            and (
                cells.line_number != other_cells.line_number
                or (cells.percentage < 0 or cells.percentage > 100)
            )
),

missing_cells as (
    select
        bands.methodology_id,
        levels.severity,
        bands.population_from,
        'hueco: falta el porcentaje de esta severidad y banda'
        || ' · gap: no percentage for this severity and band' as problem
    from bands
    inner join methodologies
        on
            bands.methodology_id = methodologies.methodology_id
            and methodologies.percentages_complete
    cross join levels
    left join percentages
        on
            bands.methodology_id = percentages.methodology_id
            and bands.population_from = percentages.population_from
            and levels.severity = percentages.severity
    where percentages.percentage is null
),

highest as (
    select max(severity) as severity from levels
),

shares as (
    select
        percentages.methodology_id,
        percentages.severity,
        percentages.population_from,
        'percentage ' || percentages.percentage || ' parece una fracción: escriba '
        || percentages.percentage * 100 || ' · percentage ' || percentages.percentage
        || ' reads like a share: write ' || percentages.percentage * 100 as problem
    from percentages
    inner join highest on percentages.severity = highest.severity
    where percentages.percentage > 0 and percentages.percentage < 1
),

bottomless as (
    select
        methodology_id,
        cast(null as integer) as severity,
        min(population_from) as population_from,
        'hueco: la banda más baja no empieza en 0 · gap: the lowest band does not start at 0'
            as problem
    from bands
    group by methodology_id
    having min(population_from) != 0
),

strangers as (
    select
        percentages.methodology_id,
        percentages.severity,
        percentages.population_from,
        'metodología o severidad desconocida · unknown methodology or severity' as problem
    from percentages
    left join methodologies on percentages.methodology_id = methodologies.methodology_id
    left join levels on percentages.severity = levels.severity
    where methodologies.methodology_id is null or levels.severity is null
),

problems as (
    select * from pairs
    union all
    select * from missing_cells
    union all
    select * from bottomless
    union all
    select * from shares
    union all
    select * from strangers
)

select distinct
    'pin_percentages' as seed,
    concat_ws(',', methodology_id, severity, population_from) as seed_row,
    problem
from problems
where problem is not null
