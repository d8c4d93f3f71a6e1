"""Which of several rules speaks: the more specific one, derived from their examples.

A rule B that also matches an example of A, while A matches none of B's, is the more general of the
two, so A goes first. Worked out only for rules that claim the same failure, and remembered.
"""

from __future__ import annotations

from functools import lru_cache

from mlexplain.diagnose.match import Bench, Match, Views, claims
from mlexplain.diagnose.rule import Rule
from mlexplain.report import Failure

_known: dict[tuple[str, str], int] = {}


def flatten(failures: tuple[Failure, ...]) -> list[Failure]:
    """Failures and, after each, everything it came from."""
    found: list[Failure] = []
    for failure in failures:
        found.append(failure)
        found += flatten(tuple(inner for _, inner in failure.inner))
    return found


@lru_cache(maxsize=1024)
def example_failures(log: str) -> tuple[Failure, ...]:
    """The failures of an example's log."""
    from mlexplain.trace.log import trace_log

    return tuple(flatten(trace_log(log).failures))


def covered(general: Rule, special: Rule, bench: Bench) -> int:
    """How many examples of `special` have a failure that both rules match."""
    count = 0
    for example in special.examples:
        for failure in example_failures(example.log):
            views = Views(failure)
            if claims(special, views, bench) and claims(general, views, bench):
                count += 1
                break
    return count


def compare(a: Rule, b: Rule, bench: Bench) -> int:
    """-1 where `a` is the more specific rule, 1 where `b` is, 0 where examples don't tell."""
    key = (str(a.path), str(b.path))
    if key not in _known:
        b_covers_a = covered(b, a, bench) > 0
        a_covers_b = covered(a, b, bench) > 0
        result = 0 if b_covers_a == a_covers_b else (-1 if b_covers_a else 1)
        _known[key], _known[key[::-1]] = result, -result
    return _known[key]


def choose(found: list[Match], bench: Bench) -> Match | None:
    """The match that speaks for a failure."""
    if not found:
        return None
    best = max(m.weight[0] for m in found)
    strongest = sorted((m for m in found if m.weight[0] == best), key=lambda m: m.weight[1])
    if len(strongest) == 1:
        return strongest[0]
    beaten = {
        m.rule.slug
        for m in strongest
        for other in strongest
        if other is not m and compare(other.rule, m.rule, bench) < 0
    }
    return ([m for m in strongest if m.rule.slug not in beaten] or strongest)[-1]
