"""Holding a failure against the rule book."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mlexplain.diagnose import condition, cut
from mlexplain.diagnose.book import Book
from mlexplain.diagnose.pattern import normalise
from mlexplain.diagnose.rule import Matcher, Rule
from mlexplain.report import Failure, Trace

EVIDENCE = ("message", "raise", "notes", "frames", "words")
"""What a match rests on, strongest first: the message; the `raise` line of a translated traceback;
lines that belong to the failure; its frames; single words with the values they must go with."""

_SLOT = re.compile(r"\{([a-z_]+)\}")
_STRING = re.compile(r"([\"'])((?:(?!\1)[^\\]|\\.)*)(?:\1|$)", re.DOTALL)
"""A string, or one that the paste cuts off."""


@dataclass(frozen=True)
class Match:
    rule: Rule
    matcher: Matcher
    evidence: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    class_agrees: bool | None = None
    """Whether the exception's class is one the rule knows; None where either side states none."""

    @property
    def weight(self) -> tuple[int, int]:
        """For ties between rules whose examples don't overlap: evidence, then fixed text."""
        literal = len(self.matcher.pattern.literal) if self.matcher.pattern else 0
        return -EVIDENCE.index(self.evidence), literal


_last: list[tuple[Trace, str]] = []
"""The trace whose surroundings were asked for last: all its failures ask for the same."""


def _surroundings(trace: Trace) -> str:
    """The lines that belong to no failure, the commands and the pasted code."""
    if not (_last and _last[0][0] is trace):
        lines = [line.text for line in trace.context]
        lines += [command for _, command in trace.commands]
        lines += [line for block in trace.sources for line in block.text.splitlines()]
        _last[:] = [(trace, "\n".join(map(normalise, lines)))]
    return _last[0][1]


@dataclass(frozen=True)
class Views:
    """The texts of one failure that matchers look at, normalised on first need."""

    failure: Failure
    trace: Trace | None = None

    @cached_property
    def message(self) -> str:
        """Class and message, with the lines that belong to it: wrapping may have cut them off."""
        head = f"{self.failure.exception}: " if self.failure.exception else ""
        return normalise(" ".join((head + self.failure.message, *self.failure.notes)))

    @cached_property
    def echo(self) -> str:
        """The words of the `raise` statement that the traceback ends with, strings joined."""
        code = self.failure.frames[-1].code if self.failure.frames else None
        if not code or not code.lstrip().startswith("raise "):
            return ""
        return normalise("".join(words for _, words in _STRING.findall(code)))

    @cached_property
    def frames(self) -> str:
        return "\n".join(
            normalise(f"{f.file}:{f.line} in {f.function}: {f.code or ''}")
            for f in self.failure.frames
        )

    @cached_property
    def notes(self) -> str:
        return "\n".join(normalise(note) for note in self.failure.notes)

    @cached_property
    def log(self) -> str:
        """What stands around the failures of the log: other lines, commands, pasted code."""
        if self.trace is None:
            return ""
        others = [f.message for f in self.trace.failures if f is not self.failure]
        return "\n".join((_surroundings(self.trace), *map(normalise, others)))

    @cached_property
    def all(self) -> str:
        return "\n".join((self.message, self.frames))

    @cached_property
    def folded(self) -> str:
        """The message in lower case, for single words."""
        return self.message.lower()

    def get(self, where: str) -> str:
        return getattr(self, where)


FactsOf = Callable[[Match], Mapping[str, Any]]
Entities = Callable[[str], Mapping[str, list[Any]]]


@dataclass(frozen=True)
class Bench:
    """What a match may ask for beyond text: facts for `when`, entities for word matchers."""

    facts: FactsOf
    entities: Entities


def matches(views: Views, book: Book, bench: Bench) -> list[Match]:
    """Every rule that claims the failure, each with its strongest evidence."""
    text = "\n".join((views.all, views.notes, views.echo))
    rules = list(book.holding(text, views.log))
    found = [m for rule in rules if (m := _claim(rule, views, bench, "message"))]
    if not found and views.echo:
        found = [m for rule in rules if (m := _claim(rule, views, bench, "echo"))]
    if not any(m.evidence in ("message", "raise", "notes") for m in found):
        found += [m for rule in book.with_words() if (m := _claim(rule, views, bench, "words"))]
    return found or _cut_off(views, book, bench)


def _cut_off(views: Views, book: Book, bench: Bench) -> list[Match]:
    """The one rule whose message the failure's begins, where nothing else claims it."""
    if views.failure.notes or views.failure.kind == "warning":
        return []
    found = [m for rule in book.rules if (m := _claim(rule, views, bench, "cut"))]
    return found if len({m.rule.slug for m in found}) == 1 else []


def claims(rule: Rule, views: Views, bench: Bench) -> Match | None:
    """The strongest match of one rule."""
    for way in ("message", "echo", "words"):
        if match := _claim(rule, views, bench, way):
            return match
    return None


def _claim(rule: Rule, views: Views, bench: Bench, way: str) -> Match | None:
    found = [m for m in _tries(rule, views, bench, way) if _allowed(m, views, bench)]
    return max(found, key=lambda m: (m.weight, len(m.slots)), default=None)


def _tries(rule: Rule, views: Views, bench: Bench, way: str) -> Iterator[Match]:
    agrees = _agrees(rule, views.failure)
    for matcher in rule.matchers:
        if matcher.pattern is None:
            if way == "words" and _words(matcher, views, bench):
                yield Match(rule, matcher, "words", dict(matcher.set), agrees)
            continue
        if way == "words" or (way in ("echo", "cut") and matcher.where != "message"):
            continue
        if way == "cut":
            if (
                agrees is not False
                and (slots := cut.begins(matcher.pattern, views.message)) is not None
            ):
                yield Match(rule, matcher, "words", dict(matcher.set) | slots, agrees)
            continue
        text = views.echo if way == "echo" else views.get(matcher.where)
        slots = matcher.pattern.search(text)
        if slots is not None and way == "echo":  # `{len(x)}` of an f-string is no value
            slots = {k: v for k, v in slots.items() if not (isinstance(v, str) and "{" in v)}
        if slots is not None:
            yield Match(
                rule, matcher, _evidence(matcher, way, views), _set(matcher, slots) | slots, agrees
            )


def _set(matcher: Matcher, slots: Mapping[str, Any]) -> dict[str, Any]:
    """What the matcher sets, with the values that its pattern has read, or it sets: `{attribute}`."""
    own = dict(matcher.set)

    def value(found: re.Match[str]) -> str:
        read = slots.get(found.group(1), own.get(found.group(1)))
        return str(read) if isinstance(read, str | int | float) else found.group()

    return {k: _SLOT.sub(value, v) if isinstance(v, str) else v for k, v in matcher.set}


def _evidence(matcher: Matcher, way: str, views: Views) -> str:
    if way == "echo":
        return "raise"
    if matcher.where in ("message", "notes", "frames"):
        return matcher.where
    assert matcher.pattern is not None
    return "message" if matcher.pattern.needle in views.message else "frames"


def _words(matcher: Matcher, views: Views, bench: Bench) -> bool:
    if not all(any(word in views.folded for word in group) for group in matcher.words):
        return False
    if not matcher.entities:
        return True
    read = bench.entities(views.message)
    return all(len({str(v) for v in read.get(k, ())}) >= n for k, n in matcher.entities)


def _agrees(rule: Rule, failure: Failure) -> bool | None:
    if not rule.exceptions or failure.exception is None:
        return None
    return failure.exception.rsplit(".", 1)[-1] in rule.exceptions


def _allowed(match: Match, views: Views, bench: Bench) -> bool:
    matcher, failure = match.matcher, views.failure
    if matcher.exceptions:
        name = (failure.exception or "").rsplit(".", 1)[-1]
        if name not in matcher.exceptions:
            return False
    if matcher.kinds and failure.kind not in matcher.kinds:
        return False
    return matcher.when is None or condition.holds(matcher.when, bench.facts(match))
