"""Amparo: child protection severity and People in Need for Colombia's municipalities."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("amparo")
except PackageNotFoundError:  # run from a checkout that was not installed
    __version__ = "0+unknown"
