"""One module per file format that is read."""
