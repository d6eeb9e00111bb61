"""The statistics of the registry."""
