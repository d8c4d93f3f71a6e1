"""mlexplain: diagnoses ML logs, explains ML code, and checks device placement.

>>> from mlexplain import diagnose, explain, check
"""

from __future__ import annotations

# Three rooms share their names with the three functions below. Importing the (empty) packages first
# lets the functions win: Python binds a sub-package to its parent only at its first import.
import mlexplain.check
import mlexplain.diagnose
import mlexplain.explain  # noqa: F401

# Not imported from typing: that module alone costs as much as all that `--help` needs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mlexplain.report import Explanation, Finding, TraceReport

__version__ = "0.1.0"
__all__ = ["__version__", "check", "diagnose", "explain", "install"]


def diagnose(text: str | bytes, **options: Any) -> TraceReport:
    """Diagnose a log: what broke, where, why, and what mends it.

    `text` is the whole log. `rules` names a folder of further rules. Never raises for what the log
    holds; `.to_dict()` of the result is what `mlexplain trace --format json` prints.
    """
    from mlexplain.diagnose.log import diagnose_log

    return diagnose_log(text, **options)


def explain(
    code: str, name: str | None = None, model: str | None = "bundled", **options: Any
) -> Explanation:
    """Explain Python code. `name` picks a function, class or `Class.method`.

    `model` is "bundled", a path, a hub id or the URL of an OpenAI-compatible server; None explains
    from the analysis alone. Raises `ValueError` where there is nothing to explain.
    """
    from mlexplain.explain.explanation import explain_code

    return explain_code(code, name=name, model=model, **options)


def check(source: str, path: str = "<string>", **options: Any) -> list[Finding]:
    """Find device-placement bugs in Python source. Raises `SyntaxError` if it cannot be parsed."""
    from mlexplain.check.source import check_source

    return check_source(source, path=path, **options)


def install() -> None:
    """Explain this program's uncaught errors after their traceback, with what its frames held."""
    from mlexplain.hooks.install import install as install_hooks

    install_hooks()


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext mlexplain`"""
    from mlexplain.hooks.ipython import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """`%unload_ext mlexplain`"""
    from mlexplain.hooks.ipython import unload

    unload(shell)
