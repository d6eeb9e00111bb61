"""Colours: sequential, told apart by lightness alone, so by the colour-blind and in grey print."""

from __future__ import annotations

SEVERITY = ["#eef1f4", "#fde3ba", "#fdbb75", "#ee7a45", "#bf3123", "#6b0a18"]
"""Severity 0 to 5."""
NO_DATA = "#b9bec6"
LOWERED = ["#eef1f4", "#a9cbe6", "#5a9bd0", "#1f6cab", "#0b3c6f"]
"""Levels lowered by the ceiling, 0 to 4."""
CHANGE = [
    *("#08306b", "#2166ac", "#6aa5cf", "#bcd7ea"),
    *("#f3f1ec", "#f9cfa3", "#ee9255", "#c4442a", "#6b0a18"),
]
"""Severity that fell by 4 levels to one that rose by 4; told apart by the colour-blind too."""
PIN = ["#eaf3f3", "#c2dfe0", "#8cc3c8", "#4c9ea9", "#1d7384", "#06455a"]
PIN_BREAKS = [10_000, 25_000, 50_000, 100_000, 200_000]
"""Where the colours of PiN by department change."""
INK = "#1d2733"
QUIET = "#5d6b7a"
ACCENT = "#0b5c7a"
PAIR = ["#93a3b3", ACCENT]
"""Two series side by side: what was, what is."""
FUNNEL = {"below": "#1f6cab", "inside": "#93a3b3", "above": "#bf3123"}
SERIES = ["#0b5c7a", "#d9822b", "#7b3f8c", "#4f7d2f", "#b5304a", "#5d6b7a"]
