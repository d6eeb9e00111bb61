"""The quality gate: what each source is expected to look like, looked at before dbt computes.

Expectations are declared in the sources' YAML (``config.meta.expect``); limits and known totals are
seeds. No number of them is in this package.
"""

from amparo.gate.acknowledgements import acknowledge
from amparo.gate.history import accept_load
from amparo.gate.percentages import forget_percentages, look_at_percentages
from amparo.gate.run import Verdict, run_gate

__all__ = [
    "Verdict",
    "accept_load",
    "acknowledge",
    "forget_percentages",
    "look_at_percentages",
    "run_gate",
]
