"""An exception in a live program as text: its diagnosis, and what its frames held."""

from __future__ import annotations

from types import TracebackType


def spoken(
    kind: type[BaseException],
    error: BaseException,
    traceback: TracebackType | None,
    *,
    color: bool = False,
    width: int = 100,
    known_only: bool = False,
) -> str:
    """What to print after the program's own traceback; "" where there is nothing to add.

    `known_only`: nothing for errors outside the rule book.
    """
    import traceback as tracebacks

    from mlexplain.diagnose.log import diagnose_log
    from mlexplain.hooks.live import account
    from mlexplain.show import text
    from mlexplain.show.logs import Diagnosed
    from mlexplain.show.masking import masked
    from mlexplain.show.surface import Surface

    log = "".join(tracebacks.format_exception(kind, error, traceback))
    report = masked(diagnose_log(log))
    if not report.diagnoses and known_only:
        return ""
    rule = report.diagnoses[0].rule if report.diagnoses else None
    held = account(error, traceback, rule)
    if not report.diagnoses and not held:
        return ""
    shown = text.trace([Diagnosed("the error", report)], Surface(width, color))
    return f"{shown}\n{held}" if held else shown
