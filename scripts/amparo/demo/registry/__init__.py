"""The synthetic registry of interventions."""
