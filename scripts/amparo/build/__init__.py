"""One build as a function of the project; no console."""
