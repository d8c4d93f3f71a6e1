"""A rule as its file states it: what it matches, what it says and offers, its page and examples.

Page and examples stay text until somebody asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mlexplain.diagnose.pattern import Pattern
from mlexplain.toml import tomllib

HEADINGS = ("What happened", "Why", "Fix", "Prevent", "Read more")


class RuleError(ValueError):
    """A rule file that cannot be used: one line with file and line."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path, self.line, self.problem = path, line, problem


@dataclass(frozen=True)
class Matcher:
    pattern: Pattern | None
    words: tuple[tuple[str, ...], ...] = ()
    """All of these groups; of each group any word. Lower case."""
    entities: tuple[tuple[str, int], ...] = ()
    """(kind, least number of different ones) that the message must state."""
    where: str = "message"
    exceptions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    when: str | None = None
    set: tuple[tuple[str, Any], ...] = ()
    """Facts that this wording states without spelling them out."""


@dataclass(frozen=True)
class Reader:
    pattern: Pattern
    where: str = "all"


@dataclass(frozen=True)
class FixTemplate:
    title: str
    text: str
    before: str | None = None
    after: str | None = None
    command: str | None = None
    when: str | None = None


@dataclass(frozen=True)
class Case:
    when: str
    title: str | None = None
    summary: str | None = None
    explanation: str | None = None


@dataclass(frozen=True)
class Example:
    name: str
    log: str
    expect: dict[str, Any]
    line: int
    """Line of the rule file on which it begins."""


@dataclass(frozen=True)
class Rule:
    slug: str
    group: str
    path: Path
    title: str
    summary: str
    severity: str
    kind: str
    exceptions: tuple[str, ...]
    explanation: str | None
    docs: tuple[str, ...]
    concepts: tuple[str, ...]
    report: tuple[str, ...]
    """Derived facts that belong among the entities."""
    matchers: tuple[Matcher, ...]
    readers: tuple[Reader, ...]
    fixes: tuple[FixTemplate, ...]
    cases: tuple[Case, ...]
    body: str
    """Everything below the front matter."""
    body_line: int
    front: str

    @cached_property
    def page(self) -> str:
        """The page as Markdown, without examples."""
        text = re.split(r"^## (?:Examples|Near misses)\s*$", self.body, maxsplit=1, flags=re.M)[0]
        return f"# {self.title}\n\n{text.strip()}\n"

    def section(self, heading: str) -> str:
        """The text under one of the fixed headings."""
        found = re.search(
            rf"^## {re.escape(heading)}[ \t]*\n(.*?)(?=^## |\Z)", self.body, re.S | re.M
        )
        return found.group(1).strip() if found else ""

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        return tuple(_examples(self, "Examples"))

    @cached_property
    def near_misses(self) -> tuple[Example, ...]:
        return tuple(_examples(self, "Near misses"))


_FENCED = re.compile(r"^(`{3,}|~{3,})([\w]*)[^\n]*\n(.*?)^\1[ \t]*$", re.S | re.M)


def _examples(rule: Rule, heading: str) -> Iterator[Example]:
    start = re.search(rf"^## {heading}[ \t]*$", rule.body, re.M)
    if start is None:
        return
    other = "Near misses" if heading == "Examples" else "Examples"
    stop = re.compile(rf"^## {other}[ \t]*$", re.M).search(rule.body, start.end())
    text = rule.body[start.end() : stop.start() if stop else len(rule.body)]
    first = rule.body_line + rule.body.count("\n", 0, start.end())
    at = 0
    name, line = "", first
    log: str | None = None
    for part in re.finditer(
        r"^### ([^\n]+)$|" + _FENCED.pattern.replace(r"\1", r"\2"), text, re.S | re.M
    ):
        at = first + text.count("\n", 0, part.start())
        if part.group(1) is not None:
            if log is not None:
                yield Example(name, log, {}, line)
            name, line, log = part.group(1).strip(), at, None
        elif part.group(3) == "toml" and log is not None:
            try:
                expect = tomllib.loads(part.group(4))
            except tomllib.TOMLDecodeError as error:
                raise RuleError(rule.path, at, f"example {name!r}: {error}") from None
            yield Example(name, log, expect, line)
            log = None
        elif log is None:
            log = part.group(4)
    if log is not None:
        yield Example(name, log, {}, line)
