"""The registry of interventions with working children: statistics, and what may be shown."""
