"""The last step before the mart registry_gaps: what must not be told is withheld here."""


def model(dbt, session):  # noqa: ARG001 - dbt hands over both
    """What dbt runs; the work is done, and tested, in ``amparo.registry.disclosure``."""
    measured = dbt.ref("int_registry_gaps__measured")
    plan = dbt.ref("int_registry_withheld_cells")
    seeds = {
        "registry_disclosure_parameters": dbt.ref("registry_disclosure_parameters"),
        "registry_quantities": dbt.ref("registry_quantities"),
        "registry_metric_quantities": dbt.ref("registry_metric_quantities"),
        "registry_quantity_sums": dbt.ref("registry_quantity_sums"),
        "registry_quantity_members": dbt.ref("registry_quantity_members"),
        "registry_quantity_parts": dbt.ref("registry_quantity_parts"),
        "registry_dimension_sums": dbt.ref("registry_dimension_sums"),
        "int_registry_member_sums": dbt.ref("int_registry_member_sums"),
        "registry_period_sums": dbt.ref("registry_period_sums"),
    }
    # the libraries take seconds to import
    from amparo.registry import disclosure_models  # noqa: PLC0415 - see above

    return disclosure_models.gaps_table(measured, plan, seeds)
