"""Publishing: the marts, and nothing else, in a new file that is put in place whole.

    declared.py   which marts are published, and how they refer to each other
    tables.py     a table's definition, read from one database and written in another
    digest.py     what a table holds, as one number that survives a rebuild
    manifest.py   what a publication says of itself
    writer.py     the new file, written and checked
    place.py      versions, the link to the current one, what killed runs left
    origin.py     real files or invented ones
    publish.py    all of it, in order
    rollback.py   an earlier version
    verify.py     a file against what it says of itself, the checkout and the extracts

Public names are those of `publish`, `rollback`, `verify` and `place`.
"""
