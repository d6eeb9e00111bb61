"""Members against the rest: tests, correction and funnel limits."""


def model(dbt, session):  # noqa: ARG001 - dbt hands over both
    """What dbt runs; the work is done, and tested, in ``amparo.registry.statistics.gaps``."""
    from amparo.registry.tables import GAPS, empty, typed

    counts = dbt.ref("int_registry__counts")
    spells = dbt.ref("int_registry__spells_grouped")
    metrics = dbt.ref("metrics")
    fact_dimensions = dbt.ref("registry_fact_dimensions")
    parameters = dbt.ref("parameters")
    if counts.limit(1).fetchone() is None:
        return empty(GAPS)

    # the libraries of statistics take seconds to import
    from amparo.registry.statistics.gaps import find_gaps
    from amparo.registry.statistics.parameters import Parameters

    found = find_gaps(
        counts.df(), spells.df(), metrics.df(), fact_dimensions.df(), Parameters.of(parameters.df())
    )
    return typed(found, GAPS)
