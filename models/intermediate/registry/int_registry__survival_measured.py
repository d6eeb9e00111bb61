"""Kaplan-Meier curves."""


def model(dbt, session):  # noqa: ARG001 - dbt hands over both
    """What dbt runs; the work is done, and tested, in ``amparo.registry.statistics.curves``."""
    from amparo.registry.tables import SURVIVAL_MEASURED, empty, typed

    spells = dbt.ref("int_registry__spells_grouped")
    fact_dimensions = dbt.ref("registry_fact_dimensions")
    parameters = dbt.ref("parameters")
    if spells.limit(1).fetchone() is None:
        return empty(SURVIVAL_MEASURED)

    # the libraries of statistics take seconds to import
    from amparo.registry.statistics.curves import draw_curves
    from amparo.registry.statistics.parameters import Parameters

    found = draw_curves(spells.df(), fact_dimensions.df(), Parameters.of(parameters.df()))
    return typed(found, SURVIVAL_MEASURED)
