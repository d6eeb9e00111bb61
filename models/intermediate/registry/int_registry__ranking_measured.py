"""Ranks of the localidades, with intervals and change."""


def model(dbt, session):  # noqa: ARG001 - dbt hands over both
    """What dbt runs; the work is done, and tested, in ``registry.statistics.prioritisation``."""
    from amparo.registry.tables import RANKING, empty, typed

    counts = dbt.ref("int_registry__counts")
    criteria = dbt.ref("registry_ranking_criteria")
    parameters = dbt.ref("parameters")
    if counts.limit(1).fetchone() is None:
        return empty(RANKING)

    # the libraries of statistics take seconds to import
    from amparo.registry.statistics.parameters import Parameters
    from amparo.registry.statistics.prioritisation import prioritise

    found = prioritise(counts.df(), criteria.df(), Parameters.of(parameters.df()))
    return typed(found, RANKING)
