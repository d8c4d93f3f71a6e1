"""Repeats of one failure become one with a count."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import replace

from mlexplain.report import Failure

MAX_DISTINCT = 2000
"""Different failures kept of one log; what comes after them is no longer told apart."""
_VARIES = re.compile(r"0x[0-9a-fA-F]+|\d+")


def signature(failure: Failure) -> Hashable:
    """Equal for failures that differ only in numbers: rank, device, addresses, amounts."""
    return (
        failure.kind,
        failure.exception,
        _VARIES.sub("0", failure.message[:2000]),
        tuple((frame.file, frame.line) for frame in failure.frames[-20:]),
        tuple((how, signature(inner)) for how, inner in failure.inner),
    )


class Folded:
    """Failures of a log, each kept once."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Failure] = {}

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, failures: Iterable[Failure]) -> None:
        for failure in failures:
            key = signature(failure)
            known = self._kept.get(key)
            if known is not None:
                self._kept[key] = _merged(known, failure)
            elif len(self._kept) < MAX_DISTINCT:
                self._kept[key] = failure

    def failures(self) -> tuple[Failure, ...]:
        """In order of their last line, without the echoes of what stands there whole."""
        kept = self._kept.values()
        whole = {echo for failure in kept if failure.frames for echo in _echoes(failure)}
        result = [f for f in kept if f.frames or f.kind != "python" or _headline(f) not in whole]
        return tuple(sorted(result, key=lambda failure: failure.lines[::-1]))


def _headline(failure: Failure) -> tuple[str, str]:
    """What summaries, loggers and handlers repeat of a failure: its name and first line."""
    name = (failure.exception or "").rpartition(".")[2]
    return name, _VARIES.sub("0", failure.message.partition("\n")[0][:500])


def _echoes(failure: Failure) -> set[tuple[str, str]]:
    found = {_headline(failure)}
    for _, inner in failure.inner:
        found |= _echoes(inner)
    return found


def _merged(known: Failure, again: Failure) -> Failure:
    # A repeat can begin earlier in the log than the one kept: ranks are read one after another.
    first = min(known, again, key=lambda failure: failure.lines)
    return replace(
        first,
        count=known.count + again.count,
        ranks=tuple(sorted({*known.ranks, *again.ranks})),
        streams=tuple(dict.fromkeys((*known.streams, *again.streams))),
    )
