"""A log to its diagnoses: read, trace, match, find the root cause, word it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from mlexplain.diagnose import below, cause, message, order, sentences, unknown
from mlexplain.diagnose.book import Book, load
from mlexplain.diagnose.confidence import confidence
from mlexplain.diagnose.facts import Facts, Scene
from mlexplain.diagnose.match import Bench, Match, Views, matches
from mlexplain.diagnose.slots import PLURAL
from mlexplain.diagnose.wording import compose, location
from mlexplain.report import Diagnosis, Failure, Trace, TraceReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlexplain.trace.scan import Size


def diagnose_log(
    text: str | bytes | BinaryIO, *, rules: Path | str | None = None, size: Size | None = None
) -> TraceReport:
    """Diagnose a whole log: its text, its bytes or an open binary stream.

    `rules` names a folder of further rules; `size` grows while a large log is read. Raises
    `RuleError` for a malformed rule file and
    `FileNotFoundError` where that folder is missing; never for what the log holds.
    """
    from mlexplain.trace.log import trace_log

    trace = trace_log(text, message.prepare, size)
    if not trace.failures and not trace.sentences:
        return TraceReport(trace=trace)
    return diagnose_trace(trace, load(Path(rules) if rules is not None else None))


def diagnose_trace(trace: Trace, book: Book) -> TraceReport:
    """Diagnose what was read out of a log."""
    if trace.sentences:
        around = replace(trace, context=trace.sentences)
        asked = sentences.told(trace.sentences, lambda one: match_failure(one, around, book))
        trace = replace(around, failures=asked) if asked else trace
    trace = cause.with_ranks(trace)
    found = [_matched(node, trace, book) for node in cause.nodes(trace)]
    matched = [node for node in found if node.match is not None]
    folded = cause.fold(matched)
    kept = [node for node, _ in folded]
    first = cause.first_rank(trace)
    told = sorted(
        zip(folded, cause.roles(kept), strict=True),
        key=lambda item: cause.order_key(item[0][0], item[1], first),
    )
    known = {node.top for node in matched}
    unknown_tops = [
        failure
        for top, failure in enumerate(trace.failures)
        if top not in known and failure.kind != "warning"
    ]
    return TraceReport(
        diagnoses=tuple(_diagnosis(node, slots, role, trace) for (node, slots), role in told),
        unrecognised=tuple(unknown.unrecognised(failure) for failure in unknown_tops),
        trace=trace,
    )


def _matched(node: cause.Node, trace: Trace, book: Book) -> cause.Node:
    """The node with the rule that claims it; where the lines below say more, with them."""
    match = match_failure(node.failure, trace, book)
    if (match and node.failure.complete) or node.depth:
        return replace(node, match=match)
    if whole := below.continued(node.failure, trace):
        further = match_failure(whole, trace, book)
        if below.says_more(further, match, node.failure, whole, trace):
            return replace(node, failure=whole, match=further)
    return replace(node, match=match)


def match_failure(failure: Failure, trace: Trace, book: Book) -> Match | None:
    """The rule that speaks for a failure, if any claims it."""
    test = bench(failure, trace)
    return order.choose(matches(Views(failure, trace), book, test), test)


def bench(failure: Failure, trace: Trace) -> Bench:
    """What matchers of one failure may ask for."""
    return Bench(
        facts=lambda match: facts_of(failure, trace, match, match.slots),
        entities=message.read,
    )


def facts_of(failure: Failure, trace: Trace, match: Match, slots: Mapping[str, Any]) -> Facts:
    """Every fact of a match: its slots, what the rule's readers find, what is derived."""
    views = Views(failure, trace)
    stated = dict(slots)
    for reader in match.rule.readers:
        found = reader.pattern.all(views.get(reader.where))
        for name, _ in reader.pattern.slots:
            values = [v for one in found if (v := one.get(name)) is not None]
            if values and name not in slots:
                joined = _joined(stated.get(name), values)
                plural = name in PLURAL and not isinstance(joined, list)
                stated[name] = [joined] if plural else joined
    return Facts(Scene(failure, trace, stated, entities=partial(message.read, views.message)))


def _joined(known: Any, values: list[Any]) -> Any:
    """One value where all readings agree, else the list of them."""
    flat = [v for value in values for v in (value if _is_listing(value) else [value])]
    if _is_listing(known):
        flat = [*known, *flat]
    elif known is not None:
        flat = [known, *flat]
    unique = [v for i, v in enumerate(flat) if v not in flat[:i]]
    return unique[0] if len(unique) == 1 and not any(map(_is_listing, values)) else unique


def _is_listing(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], (str, list))


def _diagnosis(node: cause.Node, slots: dict[str, Any], role: Any, trace: Trace) -> Diagnosis:
    assert node.match is not None
    facts = facts_of(node.failure, trace, node.match, slots)
    told = compose(node.match, facts, role, confidence(node.match, node.failure.complete))
    if told.location is None and node.depth:  # the traceback that it led to names the user's line
        told = replace(told, location=location(trace.failures[node.top]))
    return told
