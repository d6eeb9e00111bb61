with assessments as (
    select * from {{ ref('assessments') }}
),

resolved as (
    select * from {{ ref('int_assessments__resolved') }}
),

methodologies as (
    select * from {{ ref('methodologies') }}
),

data_years as (
    select * from {{ ref('int_assessments__data_years') }}
),

editions as (
    select * from {{ ref('int_uariv__editions') }}
),

deliveries as (
    select * from {{ ref('int_deliveries') }}
),

municipalities as (
    select * from {{ ref('int_assessments__municipalities') }}
),

files as (
    select * from {{ ref('stg_landing__files') }}
),

sizes as (
    select
        assessment_id,
        count(*) as municipalities
    from municipalities
    group by assessment_id
),

years as (
    select
        data_years.assessment_id,
        string_agg(
            data_years.component_id || ' ' || data_years.data_year, ', '
            order by data_years.component_id
        ) filter (where deliveries.component_id is not null) as data_years,
        string_agg(
            data_years.component_id || ' ' || data_years.data_year, ', '
            order by data_years.component_id
        ) filter (where deliveries.component_id is null) as data_years_not_delivered,
        max(editions.cutoff_date) as uariv_cutoff_date
    from data_years
    left join deliveries
        on
            data_years.component_id = deliveries.component_id
            and data_years.data_year = deliveries.data_year
    left join editions
        on
            data_years.component_id = editions.component_id
            and data_years.data_year = editions.data_year
    group by data_years.assessment_id
),

synthetic as (
    select coalesce(bool_or(is_synthetic), false) as is_synthetic from files
),

final as (
    select
        assessments.assessment_id,
        nullif(assessments.parent_assessment_id, '') as parent_assessment_id,
        assessments.is_main,
        assessments.label_es,
        assessments.label_en,
        assessments.description_es,
        assessments.description_en,
        resolved.methodology_id,
        methodologies.label_es as methodology_label_es,
        methodologies.label_en as methodology_label_en,
        resolved.municipality_list,
        resolved.severity_basis,
        resolved.cluster_basis,
        years.data_years,
        years.data_years_not_delivered,
        resolved.hpc_cycle,
        resolved.rate_population_year,
        resolved.pin_population_year,
        cast(sizes.municipalities as integer) as municipalities,
        resolved.is_capped_at_cluster,
        synthetic.is_synthetic,
        assessments.status = 'retired' as is_retired,
        years.uariv_cutoff_date
    from assessments
    inner join resolved on assessments.assessment_id = resolved.assessment_id
    inner join methodologies on resolved.methodology_id = methodologies.methodology_id
    inner join sizes on assessments.assessment_id = sizes.assessment_id
    left join years
        on
            assessments.assessment_id = years.assessment_id
            and resolved.severity_basis = 'computed'
    cross join synthetic
)

select * from final
