"""Faults that are injected on purpose: what is done to the files, and how the run must end."""
