"""``python -m amparo``: the command where its launcher is not on the path."""

from amparo.cli.app import main

main()
