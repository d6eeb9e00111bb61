"""The registry of interventions: statistics and disclosure control of what is published from it."""
