"""The workbook: a cover, a sheet per subject, and a dictionary of its columns.

sheets.yml, sql/    what it consists of
definitions.py      reads them
contents.py         what a sheet shows
cells.py            how cells are written, so that no text becomes a formula
cover.py            the first sheet
dictionary.py       the last sheet
book.py             the file
"""
