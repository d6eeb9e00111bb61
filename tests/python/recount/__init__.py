"""The method written a second time, in plain Python and straight from the files.

Nothing here uses the project's models: it reads the extracts themselves, the seeds (they are the
method) and follows the methodology page. It exists to be compared with the marts of a build.
"""
