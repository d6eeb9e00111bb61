"""Ranks of the localidades, by what is published of them."""


def model(dbt, session):  # noqa: ARG001 - dbt hands over both
    """What dbt runs; the work is done, and tested, in ``registry.statistics.prioritisation``."""
    from amparo.registry.tables import RANKING, REASON, empty, typed

    published = dbt.ref("int_registry__metrics_published")
    criteria = dbt.ref("registry_ranking_criteria")
    parameters = dbt.ref("parameters")
    if published.limit(1).fetchone() is None:
        return empty(RANKING | REASON)

    # the libraries of statistics take seconds to import
    from amparo.registry.statistics.parameters import Parameters
    from amparo.registry.statistics.prioritisation import publish_ranks

    found = publish_ranks(published.df(), criteria.df(), Parameters.of(parameters.df()))
    return typed(found, RANKING | REASON)
