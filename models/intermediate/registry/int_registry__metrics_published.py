"""The measures of the registry as they are published: of rounded counts."""


def model(dbt, session):  # noqa: ARG001 - dbt hands over both
    """What dbt runs; the work is done, and tested, in ``amparo.registry.disclosure``."""
    from amparo.registry.tables import METRICS, REASON, empty, typed

    rounded = dbt.ref("int_registry__counts_rounded")
    metrics = dbt.ref("metrics")
    rules = dbt.ref("disclosure_rules")
    parameters = dbt.ref("parameters")
    if rounded.limit(1).fetchone() is None:
        return empty(METRICS | REASON)

    # the libraries of statistics take seconds to import
    from amparo.registry.disclosure import publish, rule_of
    from amparo.registry.statistics.parameters import Parameters

    rule = rule_of(rules.df(), "registry_metrics")
    found = publish(rounded.df(), metrics.df(), rule, Parameters.of(parameters.df()))
    return typed(found, METRICS | REASON)
