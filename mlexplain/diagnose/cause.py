"""The root cause of a whole log: roles and order of what was recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mlexplain.diagnose.match import EVIDENCE, Match
from mlexplain.report import Failure, Role, Trace


@dataclass(frozen=True)
class Node:
    """One failure of a chain and the rule that claims it."""

    failure: Failure
    top: int
    """Which failure of the trace it belongs to."""
    depth: int
    """0 for the failure itself, 1 for what it came from, …"""
    relation: str | None
    match: Match | None = None


def nodes(trace: Trace) -> list[Node]:
    """Every failure of the trace with everything it came from."""
    found: list[Node] = []

    def add(failure: Failure, top: int, depth: int, relation: str | None) -> None:
        found.append(Node(failure, top, depth, relation))
        for kind, inner in failure.inner:
            add(inner, top, depth + 1, kind)

    for top, failure in enumerate(trace.failures):
        add(failure, top, 0, None)
    return found


def fold(matched: Sequence[Node]) -> list[tuple[Node, dict[str, Any]]]:
    """One node for each thing that happened, with the slots of those that say the same.

    The same rule within a chain; a bare message and its traceback; a warning and the error it
    warned of; an assertion that a GPU printed and the error it leads to; the same rule at the same
    place of several ranks.
    """
    kept: list[tuple[Node, dict[str, Any]]] = []
    for node in matched:
        assert node.match is not None
        slots = dict(node.match.slots)
        for at, (other, known) in enumerate(kept):
            if _same(node, other):
                best, worse = (node, other) if _better(node, other) else (other, node)
                kept[at] = (
                    _merged(best, worse),
                    {**slots, **known} if best is other else {**known, **slots},
                )
                break
        else:
            kept.append((node, slots))
    return kept


def _same(a: Node, b: Node) -> bool:
    assert a.match is not None and b.match is not None
    if a.match.rule.slug != b.match.rule.slug:
        return False
    if a.top == b.top:
        return True
    if "warning" in (a.failure.kind, b.failure.kind):
        return True
    launchers = {"launcher", "line", "signal"}
    if a.failure.kind in launchers and b.failure.kind in launchers:
        both = "exitcode" in a.failure.facts and "exitcode" in b.failure.facts
        fact = "exitcode" if both or "signal" not in a.failure.facts else "signal"
        return a.failure.facts.get(fact) == b.failure.facts.get(fact)
    frameless = a.failure.user_frame is None or b.failure.user_frame is None
    if a.failure.kind != b.failure.kind and frameless:
        return not a.failure.ranks or not b.failure.ranks or a.failure.ranks == b.failure.ranks
    if frameless:
        mine, theirs = a.match.slots, b.match.slots
        return a.failure.ranks == b.failure.ranks and all(
            mine[name] == theirs[name] for name in mine.keys() & theirs.keys()
        )
    place_a, place_b = a.failure.user_frame, b.failure.user_frame
    here = (place_a.file, place_a.line) if place_a else None
    there = (place_b.file, place_b.line) if place_b else None
    return a.failure.ranks != b.failure.ranks and here == there


def _better(a: Node, b: Node) -> bool:
    """Whether `a` says more than `b`: a user's frame, where it came from, stronger evidence."""

    def key(node: Node) -> tuple[Any, ...]:
        assert node.match is not None
        return (
            node.failure.kind != "warning",
            node.failure.user_frame is not None,
            node.failure.kind != "device",
            node.depth,
            -EVIDENCE.index(node.match.evidence),
            len(node.match.slots),
        )

    return key(a) > key(b)


def _merged(best: Node, other: Node) -> Node:
    failure, count = best.failure, best.failure.count
    if best.top != other.top and best.failure.kind == other.failure.kind:
        count += other.failure.count
    ranks = tuple(sorted({*failure.ranks, *other.failure.ranks}))
    notes = failure.notes + tuple(n for n in other.failure.notes if n not in failure.notes)
    facts = {**other.failure.facts, **failure.facts}
    if best.top != other.top and other.failure.kind == "device":
        notes += (other.failure.message,)
    return replace(
        best, failure=replace(failure, ranks=ranks, count=count, notes=notes, facts=facts)
    )


def roles(found: Sequence[Node]) -> list[Role]:
    """What each recognised node is in the story of the log."""
    causes = [n for n in found if _kind(n) == "cause"]
    result: list[Role] = []
    for node in found:
        kind = _kind(node)
        if kind == "symptom":
            kind = "consequence" if causes else "cause"
        if kind == "cause" and any(_came_from(node, other) for other in causes):
            kind = "consequence"
        result.append(kind)  # type: ignore[arg-type]
    return result


def _kind(node: Node) -> str:
    assert node.match is not None
    return "warning" if node.failure.kind == "warning" else node.match.rule.kind


def _came_from(node: Node, other: Node) -> bool:
    """Whether `other` is what `node` came from, by the chain they share."""
    return other is not node and other.top == node.top and other.depth > node.depth


_RANK: dict[Role, int] = {"cause": 0, "consequence": 1, "wrapper": 2, "warning": 3}


def order_key(node: Node, role: Role, first_rank: int | None) -> tuple[Any, ...]:
    """Causes first, then what says most about them; then rank, time and place in the log."""
    ranks = node.failure.ranks
    return (
        _RANK[role],
        0 if first_rank is None or first_rank in ranks else 1,
        str(node.failure.facts.get("time") or ""),
        node.failure.lines[0],
    )


def with_ranks(trace: Trace) -> Trace:
    """Launchers' lines that tell a process but no rank get the rank of the same process."""
    known = {
        f.facts["pid"]: f.facts["rank"]
        for f in trace.failures
        if "pid" in f.facts and isinstance(f.facts.get("rank"), int)
    }
    return replace(
        trace,
        failures=tuple(
            replace(f, facts={**f.facts, "rank": known[f.facts["pid"]]})
            if f.facts.get("pid") in known and "rank" not in f.facts
            else f
            for f in trace.failures
        ),
    )


def first_rank(trace: Trace) -> int | None:
    """The rank that a launcher's summary names as the first to fail."""
    for failure in trace.failures:
        if failure.kind == "launcher":
            rank = failure.facts.get("first_rank", failure.facts.get("rank"))
            if isinstance(rank, int):
                return rank
    return None
