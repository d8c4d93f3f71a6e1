"""One module per command: its arguments and what it does. Standard library only at import."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class CommandError(Exception):
    """What stops a command; its text is the one line that the user reads. Exit status 2."""


def room(module: str, what: str) -> Any:
    """A module of a room that some versions lack. Raises CommandError where it does."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name and module.startswith(error.name):
            raise CommandError(f"{what} is not part of this version") from error
        raise
