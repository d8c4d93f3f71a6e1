"""Errors outside the book: what Python's own exception means, what the log shows, and no more."""

from __future__ import annotations

from functools import lru_cache

from mlexplain.diagnose.refusal import told
from mlexplain.diagnose.wording import location
from mlexplain.report import Failure, Unrecognised
from mlexplain.resources import rules_dir


@lru_cache(maxsize=1)
def _meanings() -> dict[str, str]:
    from mlexplain.toml import tomllib

    path = rules_dir() / "exceptions.toml"
    return dict(tomllib.loads(path.read_text(encoding="utf-8"))["meaning"])


def unrecognised(failure: Failure) -> Unrecognised:
    """What can be said of a failure that no rule claims."""
    name = (failure.exception or "").rsplit(".", 1)[-1]
    return Unrecognised(
        exception=failure.exception,
        message=failure.message,
        location=location(failure),
        lines=failure.lines,
        count=failure.count,
        ranks=failure.ranks,
        meaning=_meanings().get(name),
        shown=told(failure),
        failure=failure,
    )
