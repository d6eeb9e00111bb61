"""Why two assessments differ: what their data, population, method and experts each moved."""
