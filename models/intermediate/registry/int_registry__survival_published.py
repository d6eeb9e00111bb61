"""The curves as they are published: in steps of rounded counts."""


def model(dbt, session):  # noqa: ARG001 - dbt hands over both
    """What dbt runs; the work is done, and tested, in ``amparo.registry.statistics.curves``."""
    from amparo.registry.tables import REASON, SURVIVAL, empty, typed

    measured = dbt.ref("int_registry__survival_measured")
    rules = dbt.ref("disclosure_rules")
    parameters = dbt.ref("parameters")
    if measured.limit(1).fetchone() is None:
        return empty(SURVIVAL | REASON)

    # the libraries of statistics take seconds to import
    from amparo.registry.disclosure import rule_of
    from amparo.registry.statistics.curves import publish_curves
    from amparo.registry.statistics.parameters import Parameters

    level = Parameters.of(parameters.df()).number("confidence_level")
    found = publish_curves(measured.df(), rule_of(rules.df(), "registry_survival"), level)
    return typed(found, SURVIVAL | REASON)
