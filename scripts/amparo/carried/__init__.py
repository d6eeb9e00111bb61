"""The dbt project that the package carries, and folders made of it that a person owns."""

from amparo.carried.folder import Change, changes, create, upgrade
from amparo.carried.source import carried_files, carried_root

__all__ = ["Change", "carried_files", "carried_root", "changes", "create", "upgrade"]
