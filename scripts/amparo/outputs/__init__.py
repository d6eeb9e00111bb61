"""What readers get beside the published file: report, maps, workbook and exchange files.

    published.py    reading one published file, and nothing else
    safety.py       text that a spreadsheet would take for a formula
    workbook/       the workbook
    exchange/       files for other systems
    made.py         which outputs there are, what each makes, and what it was made from
    place.py        where a version's outputs lie, and the names readers know
    run.py          all of it, in order

Every number is a column of a published mart: nothing here computes one.
"""
