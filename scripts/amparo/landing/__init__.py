"""Landing: official extracts, as delivered, into the DuckDB schema ``raw``.

The package obeys the declarations in ``models/staging/*/_*__sources.yml`` and knows no source by
name: a new layout is a change of YAML, never of code.
"""

from amparo.landing.declarations import Declarations
from amparo.landing.errors import DeclarationError, LandingError
from amparo.landing.folder import check_there, holds_data, holds_synthetic
from amparo.landing.land import land
from amparo.landing.loading import load_declarations
from amparo.landing.refusal import Refusal
from amparo.landing.report import FileResult, Ignored, LandingReport, Reporter

__all__ = [
    "DeclarationError",
    "Declarations",
    "FileResult",
    "Ignored",
    "LandingError",
    "LandingReport",
    "Refusal",
    "Reporter",
    "check_there",
    "holds_data",
    "holds_synthetic",
    "land",
    "load_declarations",
]
