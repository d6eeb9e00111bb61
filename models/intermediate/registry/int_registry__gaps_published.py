"""Members against the rest, by what is published of them."""


def model(dbt, session):  # noqa: ARG001 - dbt hands over both
    """What dbt runs; the work is done, and tested, in ``amparo.registry.statistics.gaps``."""
    from amparo.registry.tables import GAPS, REASON, empty, typed

    published = dbt.ref("int_registry__metrics_published")
    measured = dbt.ref("int_registry__gaps_measured")
    metrics = dbt.ref("metrics")
    fact_dimensions = dbt.ref("registry_fact_dimensions")
    parameters = dbt.ref("parameters")
    if measured.limit(1).fetchone() is None:
        return empty(GAPS | REASON)

    # the libraries of statistics take seconds to import
    from amparo.registry.statistics.gaps import publish_gaps
    from amparo.registry.statistics.parameters import Parameters

    found = publish_gaps(
        published.df(),
        measured.df(),
        metrics.df(),
        fact_dimensions.df(),
        Parameters.of(parameters.df()),
    )
    return typed(found, GAPS | REASON)
