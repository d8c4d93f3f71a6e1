"""The rule book: every rule file of the built-in folder and of a team's own, read once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mlexplain.diagnose.rulefile import Rule, RuleError, read_rule
from mlexplain.resources import rules_dir

NOT_RULES = {"check", "code", "concepts"}
"""Folders under `rules/` that hold other knowledge."""


@dataclass(frozen=True)
class Book:
    rules: tuple[Rule, ...]

    def get(self, slug: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.slug == slug), None)

    @property
    def groups(self) -> dict[str, list[Rule]]:
        groups: dict[str, list[Rule]] = {}
        for rule in self.rules:
            groups.setdefault(rule.group, []).append(rule)
        return groups


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
    it. Raises `RuleError` for a malformed file of `extra`, `FileNotFoundError` if it is none.
    """
    rules = {}
    for path in rule_files(rules_dir()):
        with suppress(RuleError):
            rules[path.stem] = read_rule(path)
    if extra is not None:
        if not extra.is_dir():
            raise FileNotFoundError(f"no folder of rules at {extra}")
        rules |= {path.stem: read_rule(path) for path in rule_files(extra)}
    return Book(tuple(rules.values()))


def load_folder(folder: Path) -> Book:
    """Only the rules of one folder. Raises `RuleError`, `FileNotFoundError`."""
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder of rules at {folder}")
    return Book(tuple(read_rule(path) for path in rule_files(folder)))


def concepts() -> dict[str, Path]:
    """The concept pages by name."""
    return {p.stem: p for p in sorted((rules_dir() / "concepts").glob("*.md"))}


def concept(name: str) -> str | None:
    """The Markdown page of a concept."""
    path = concepts().get(name)
    return path.read_text(encoding="utf-8") if path else None


__all__ = ["Book", "Rule", "RuleError", "concept", "concepts", "load", "load_folder", "rule_files"]
