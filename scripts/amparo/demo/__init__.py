"""Synthetic demo extracts: every official layout with its traps and no real record.

`write_demo` fills a folder with files laid out like the official extracts. National totals, codes
and place names are the published ones; every municipal figure and every person-like value is
invented from a seed.
"""

from amparo.demo.write import write_demo

__all__ = ["write_demo"]
