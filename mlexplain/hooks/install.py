"""`mlexplain.install()`: uncaught errors are explained after their traceback.

Only what costs nothing is imported here; everything else waits for an error. Whatever goes wrong in
explaining, the program's own traceback has been printed before.
"""

from __future__ import annotations

import sys
from types import TracebackType

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    from typing import Any

_installed = False


def install() -> None:
    """Explain uncaught errors of this program: of its main thread, its other threads and its
    multiprocessing children. Installing twice changes nothing."""
    global _installed
    if _installed:
        return
    _installed = True
    _main_thread()
    _threads()
    _children()


def _main_thread() -> None:
    before = sys.excepthook

    def hook(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        before(kind, error, traceback)
        explain(kind, error, traceback)

    sys.excepthook = hook


def _threads() -> None:
    import threading

    before = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        before(arguments)
        if arguments.exc_value is not None:
            explain(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    threading.excepthook = hook


def _children() -> None:
    """Children print their errors themselves, past `sys.excepthook`: through `traceback`."""
    from multiprocessing.process import BaseProcess

    before = BaseProcess._bootstrap  # type: ignore[attr-defined]

    def bootstrap(self: BaseProcess, *arguments: Any, **options: Any) -> Any:
        import traceback as tracebacks

        printed = tracebacks.print_exc

        def print_exc(*given: Any, **more: Any) -> None:
            printed(*given, **more)
            kind, error, traceback = sys.exc_info()
            if kind is not None and error is not None:
                explain(kind, error, traceback)

        tracebacks.print_exc = print_exc
        try:
            return before(self, *arguments, **options)
        finally:
            tracebacks.print_exc = printed

    BaseProcess._bootstrap = bootstrap  # type: ignore[attr-defined]


def explain(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Print the diagnosis on standard error. Never raises."""
    if not issubclass(kind, Exception) or sys.stderr is None:
        return
    try:
        from mlexplain.hooks.spoken import spoken

        terminal = sys.stderr.isatty()
        text = spoken(kind, error, traceback, color=terminal and _colors())
        if text:
            encoding = sys.stderr.encoding or "ascii"
            sys.stderr.write("\n" + text.encode(encoding, "replace").decode(encoding))
            sys.stderr.flush()
    except Exception as failure:
        _say_broken(failure)


def _colors() -> bool:
    import os

    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _say_broken(failure: Exception) -> None:
    import contextlib
    import os

    if os.environ.get("MLEXPLAIN_DEBUG"):
        import traceback as tracebacks

        tracebacks.print_exception(failure)
        return
    with contextlib.suppress(Exception):
        print(
            f"mlexplain: could not explain this error ({type(failure).__name__})", file=sys.stderr
        )
