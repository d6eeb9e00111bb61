"""Odds ratios of the factors associated with leaving work."""


def model(dbt, session):  # noqa: ARG001 - dbt hands over both
    """What dbt runs; the work is done, and tested, in ``registry.statistics.factor_models``."""
    from amparo.registry.tables import FACTORS, empty, typed

    rows = dbt.ref("int_registry__factor_rows")
    models = dbt.ref("registry_factor_models")
    cautions = dbt.ref("registry_cautions")
    parameters = dbt.ref("parameters")
    if rows.limit(1).fetchone() is None:
        return empty(FACTORS)

    # the libraries of statistics take seconds to import
    from amparo.registry.statistics.factor_models import fit_models
    from amparo.registry.statistics.parameters import Parameters

    found = fit_models(rows.df(), models.df(), cautions.df(), Parameters.of(parameters.df()))
    return typed(found, FACTORS)
