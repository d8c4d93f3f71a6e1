"""Messages that go on below the line where their failure seems to end.

A paste without its traceback shows no more where a message of several lines stops: what follows may
be its rest or another writer's. Both are read together where nothing
claims the line alone, or the same rule knows more of the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mlexplain.diagnose.match import Match
from mlexplain.diagnose.pattern import normalise
from mlexplain.report import Failure, Line, Trace
from mlexplain.trace.words import is_boundary

MOST = 8
"""Lines below that are read along."""
_BLANK = 2
"""Empty lines that a message may hold."""
_SHORT = 30
"""Lines of a paste up to which what stands below an error is taken for its own."""


def continued(failure: Failure, trace: Trace) -> Failure | None:
    """The failure with the lines below its last one; None where there are none."""
    below = list(_below(failure.lines[1], trace))
    open_ended = failure.kind in ("python", "line") or (
        failure.kind == "warning" and not failure.complete
    )
    if not below or not open_ended or failure.inner:
        return None
    message = "\n".join((failure.message, *(line.text for line in below)))
    return replace(failure, message=message, lines=(failure.lines[0], below[-1].number))


def says_more(
    further: Match | None, match: Match | None, failure: Failure, whole: Failure, trace: Trace
) -> bool:
    """Whether `further` tells of this failure what `match`, from its own line, does not.

    What it matched begins in the failure's own words, or in a few lines that are all there is.
    """
    if further is None or further.matcher.where not in ("message", "all"):
        return False
    if match and (match.rule is not further.rule or match.weight >= further.weight):
        return False
    pattern = further.matcher.pattern
    if pattern is None:
        return False
    if trace.total_lines <= _SHORT or failure.message.rstrip().endswith(":"):
        return True
    return pattern.search(normalise(whole.message[len(failure.message) :])) is None


def _below(last: int, trace: Trace) -> Iterator[Line]:
    taken = 0
    for line in trace.context:
        if line.number <= last:
            continue
        if line.number - last > 1 + _BLANK or taken == MOST or is_boundary(line.text.strip()):
            return
        yield line
        last, taken = line.number, taken + 1
