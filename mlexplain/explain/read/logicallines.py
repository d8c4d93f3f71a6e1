"""Logical lines, as Python's grammar calls them: statements with their brackets closed, read without
parsing, since the indentation is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPENER = re.compile(
    r"^(?:async\s+)?(def|class|if|elif|else|for|while|with|try|except|finally|match|case)\b.*:\s*(?:#.*)?$",
    re.S,
)
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_STRING = re.compile(r"[rbfuRBFU]{0,2}(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')")
_ASSIGNED = re.compile(r"^([^=!<>+\-*/%@&|^:]+?)(?::[^=]+)?=(?!=)")
_FOR = re.compile(r"^(?:async\s+)?for\s+(.+?)\s+in\b")
_AS = re.compile(r"\bas\s+([^\W\d]\w*)")


@dataclass(slots=True)
class LogicalLine:
    """A logical line: brackets closed, several physical lines joined."""

    rows: list[tuple[int, str]]
    blank_before: int
    gap: int = 0
    """Blank lines before it or before the comments that lead to it."""
    text: str = ""
    keyword: str | None = None
    sets: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    depth: int = 0
    comment: bool = False

    def __post_init__(self) -> None:
        self.text = "\n".join(row.strip() for _, row in self.rows)
        self.comment = self.text.startswith("#")
        opener = _OPENER.match(self.text)
        self.keyword = opener.group(1) if opener else None
        bare = _STRING.sub(_inside_braces, self.text)
        self.sets = frozenset(_targets(bare, self.keyword))
        self.uses = frozenset(_NAME.findall(_evaluated(_uncommented(bare), self.keyword)))


def _inside_braces(string: re.Match[str]) -> str:
    """What an f-string evaluates; nothing of a plain string."""
    text = string.group()
    return " ".join(re.findall(r"\{([^{}]*)\}", text)) if "f" in text[:2].lower() else " "


def _uncommented(text: str) -> str:
    return re.sub(r"#.*", "", text)


def _evaluated(text: str, keyword: str | None) -> str:
    """The statement without the names it merely sets."""
    found = _ASSIGNED.match(text) if keyword is None else None
    if keyword == "for":
        found = _FOR.match(text)
    if not found:
        return text
    return " ".join(re.findall(r"\[.*\]|\(.*\)", found.group(1))) + " " + text[found.end() :]


def _targets(text: str, keyword: str | None) -> list[str]:
    if keyword == "for":
        found = _FOR.match(text)
        return _NAME.findall(found.group(1)) if found else []
    if keyword == "with":
        return _AS.findall(text)
    if keyword is None:
        found = _ASSIGNED.match(text)
        if found and "(" not in found.group(1).split("[")[0]:
            return list(_NAME.findall(found.group(1).split("[")[0]))
    return []


def logical_lines(lines: list[tuple[int, str]]) -> list[LogicalLine]:
    """Join numbered physical lines to logical ones; comments are lines of their own."""
    statements: list[LogicalLine] = []
    rows: list[tuple[int, str]] = []
    depth = blank = 0
    in_docstring = ""
    for number, line in lines:
        if not line.strip() and not rows:
            blank += 1
            continue
        rows.append((number, line))
        bare = _uncommented(_STRING.sub('""', line)) if not in_docstring else line
        for quote in ('"""', "'''"):
            if in_docstring == quote:
                if quote in line:
                    in_docstring = ""
            elif not in_docstring and line.count(quote) % 2 == 1:
                in_docstring = quote
        if not in_docstring:
            depth += sum(bare.count(c) for c in "([{") - sum(bare.count(c) for c in ")]}")
        if (depth > 0 or in_docstring or bare.rstrip().endswith("\\")) and len(rows) < 200:
            continue
        statements.append(LogicalLine(rows, blank))
        rows, depth, blank = [], 0, 0
    if rows:
        statements.append(LogicalLine(rows, blank))
    return statements
