"""The rule book: every rule file of the built-in folder and of a team's own.

Loading reads the files and no more; a rule is parsed when a text holds one of the words that its
patterns begin the search with, or when somebody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from mlexplain.diagnose.rule import Rule, RuleError
from mlexplain.diagnose.rulefile import parse_rule, read_rule
from mlexplain.resources import rules_dir

NOT_RULES = {"check", "code", "concepts"}
"""Folders under `rules/` that hold other knowledge."""

_PATTERN = re.compile(
    r"^[ \t]*pattern[ \t]*=[ \t]*"
    r"(?:'''((?s:.*?))'''|\"\"\"((?s:.*?))\"\"\"|'([^'\n]*)'|\"([^\n]*)\")",
    re.M,
)
_NOT_FIXED = re.compile(r"\{[^{}]*\}|\[\[.*?\]\]|\(\(.*?\)\)|\\.|[\"'`’‘“”„«»]|\s{2,}|\n", re.S)


class Entry:
    """A rule file: its text, what to search for before it is parsed, and the rule itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8", errors="replace")

    @cached_property
    def front(self) -> str:
        return self.text[: self.text.find("\n+++\n", 4) + 1]

    @cached_property
    def hints(self) -> tuple[str, ...]:
        """For each pattern a text that every match holds; empty where it has none of its own."""
        found = []
        for groups in _PATTERN.findall(self.front):
            pieces = _NOT_FIXED.split(next(filter(None, groups), ""))
            found.append(max(pieces, key=len).strip())
        return tuple(found)

    @cached_property
    def reads_log(self) -> bool:
        return 'where = "log"' in self.front

    @cached_property
    def has_words(self) -> bool:
        return "\nwords = " in self.front

    @cached_property
    def rule(self) -> Rule:
        """The rule. Raises `RuleError`."""
        return parse_rule(self.text, self.path)


@dataclass(frozen=True)
class Book:
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Book:
        """A book of given rules."""
        return cls(tuple(Entry(rule.path) for rule in rules))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that can be read."""
        return tuple(rule for entry in self.entries if (rule := _parsed(entry)))

    def get(self, slug: str) -> Rule | None:
        return next((_parsed(entry) for entry in self.entries if entry.path.stem == slug), None)

    def holding(self, text: str, log: str) -> Iterator[Rule]:
        """The rules of which a pattern may match a text (or the log around it)."""
        for entry in self.entries:
            texts = (text, log) if entry.reads_log else (text,)
            hit = any(hint in t for hint in entry.hints for t in texts)
            if hit and (rule := _parsed(entry)):
                yield rule

    def with_words(self) -> Iterator[Rule]:
        """The rules that know words of other languages."""
        for entry in self.entries:
            if entry.has_words and (rule := _parsed(entry)):
                yield rule

    @property
    def groups(self) -> dict[str, list[Rule]]:
        groups: dict[str, list[Rule]] = {}
        for rule in self.rules:
            groups.setdefault(rule.group, []).append(rule)
        return groups


def _parsed(entry: Entry) -> Rule | None:
    """The rule; None for a malformed file, which the tests of the folder report."""
    with suppress(RuleError):
        return entry.rule
    return None


def rule_files(folder: Path) -> Iterator[Path]:
    """`<group>/<slug>.md` and, in a team's folder, `<slug>.md`; README files aside."""
    for path in sorted(folder.glob("*.md")):
        if path.stem.upper() != "README":
            yield path
    for group in sorted(p for p in folder.iterdir() if p.is_dir() and p.name not in NOT_RULES):
        if not group.name.startswith((".", "_")):
            yield from sorted(group.glob("*.md"))


@lru_cache(maxsize=8)
def load(extra: Path | None = None) -> Book:
    """The built-in rules, and those of `extra`, which replace built-in ones of the same slug.

    A malformed built-in file is left out: the others still help, and the tests of the folder report
    it. Raises `RuleError` for a malformed file of `extra`, `FileNotFoundError` if it is no folder.
    """
    entries = {path.stem: Entry(path) for path in rule_files(rules_dir())}
    if extra is not None:
        if not extra.is_dir():
            raise FileNotFoundError(f"no folder of rules at {extra}")
        for path in rule_files(extra):
            read_rule(path)
            entries[path.stem] = Entry(path)
    return Book(tuple(entries.values()))


def concepts() -> dict[str, Path]:
    """The concept pages by name."""
    return {p.stem: p for p in sorted((rules_dir() / "concepts").glob("*.md"))}


def concept(name: str) -> str | None:
    """The Markdown page of a concept."""
    path = concepts().get(name)
    return path.read_text(encoding="utf-8") if path else None


__all__ = ["Book", "Entry", "Rule", "RuleError", "concept", "concepts", "load", "rule_files"]
