"""The workshop: the workbook in which experts decide, and what a filled one would do."""
