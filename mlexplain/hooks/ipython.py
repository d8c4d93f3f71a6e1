"""`%load_ext mlexplain`: errors of cells are explained below their traceback."""

from __future__ import annotations

from types import TracebackType
from typing import Any


def load(shell: Any) -> None:
    """Called by IPython for `%load_ext mlexplain`."""

    def handler(
        self: Any,
        kind: type[BaseException],
        error: BaseException,
        traceback: TracebackType | None,
        tb_offset: int | None = None,
    ) -> None:
        self.showtraceback((kind, error, traceback), tb_offset=tb_offset)
        from mlexplain.hooks.install import explain

        explain(kind, error, traceback)

    shell.set_custom_exc((Exception,), handler)


def unload(shell: Any) -> None:
    """Called by IPython for `%unload_ext mlexplain`."""
    shell.set_custom_exc((), None)
