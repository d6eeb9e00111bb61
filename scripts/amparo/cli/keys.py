"""``amparo key``: the secret with which identifiers are hashed."""

from __future__ import annotations

import typer

from amparo.cli.session import Session
from amparo.errors import UserError
from amparo.keys import create_key, key_file, load_key

keys_app = typer.Typer(
    help="Clave para reemplazar identificadores. · Key that replaces identifiers.",
    no_args_is_help=True,
)


@keys_app.command()
def create() -> None:
    """Crear la clave, solo para usted. · Make the key, for you alone."""
    file = create_key()
    typer.echo(Session().labels("key_created", file=file))


@keys_app.command()
def check() -> None:
    """Decir si hay clave y si sirve. · Tell whether there is a key and whether it serves."""
    if load_key() is None:
        text = Session().labels("key_absent", file=key_file())
        raise UserError(text, text)
    typer.echo(Session().labels("key_good"))
