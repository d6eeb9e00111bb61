"""Values and intervals of every measure of the registry."""


def model(dbt, session):  # noqa: ARG001 - dbt hands over both
    """What dbt runs; the work is done, and tested, in ``amparo.registry.statistics.measures``."""
    from amparo.registry.tables import METRICS_MEASURED, empty, typed

    counts = dbt.ref("int_registry__counts")
    spells = dbt.ref("int_registry__spells_grouped")
    metrics = dbt.ref("metrics")
    parameters = dbt.ref("parameters")
    if counts.limit(1).fetchone() is None:
        return empty(METRICS_MEASURED)

    # the libraries of statistics take seconds to import
    from amparo.registry.statistics.measures import measure
    from amparo.registry.statistics.parameters import Parameters

    found = measure(counts.df(), spells.df(), metrics.df(), Parameters.of(parameters.df()))
    return typed(found, METRICS_MEASURED)
