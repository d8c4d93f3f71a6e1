"""The pattern language of rules: literal text with typed slots.

    Expected all tensors … device, but found … {devices:device} and {devices:device}!

`{name:type}` reads a value; a name used twice collects a list. `{...}` skips up to 300 characters.
`[[piece]]` may be missing, `((this|that))` is either; a backslash takes the next character as
it is.
White space and the shape of quotes and apostrophes don't matter, and backticks may be missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mlexplain.diagnose.slots import PLURAL, TYPES

LONGEST = 65_536
"""Characters of a text that patterns look at."""
SHORTEST_LITERAL = 3
MOST_GAPS = 3

_QUOTES = str.maketrans("’‘“”„«»（）：，", "''" + 5 * '"' + "():,")
_TOKEN = re.compile(
    r"\\(?P<escaped>.)|\{(?P<slot>[^{}]*)\}|(?P<open>\[\[|\(\()|(?P<close>\]\]|\)\))|(?P<either>\|)"
    r"|(?P<plain>[^\\{}\[\]()|]+|.)",
    re.S,
)


_QUOTE = re.compile("['\"`]")


class PatternError(ValueError):
    """A pattern that cannot be read; says why in one line."""


_UNDERLINED = re.compile(r"\.init\(\) (?=got |missing |takes )")
"""`Net.__init__()` where a page took the underlines for bold print."""


def normalise(text: str) -> str:
    """What patterns are held against: single spaces, straight quotes, plain brackets, bounded length."""
    text = " ".join(text[:LONGEST].translate(_QUOTES).split())
    return _UNDERLINED.sub(".__init__() ", text) if ".init() " in text else text


@dataclass(frozen=True)
class Pattern:
    source: str
    expression: str
    literal: str
    """The longest fixed text, in whatever quotes."""
    slots: tuple[tuple[str, str], ...] = field(default=())
    """(name, type) of each group, in order."""
    breaks: tuple[tuple[str, str], ...] = field(default=())
    """Where a message may be cut off: the expression up to a fixed text, and that text."""

    @cached_property
    def needle(self) -> str:
        """The longest text that every match contains: the test before the regular expression."""
        return max(_QUOTE.split(self.literal), key=len).strip()

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    def search(self, text: str) -> dict[str, Any] | None:
        """The slots of the first match in a normalised text."""
        if self.needle not in text:
            return None
        found = self.regex.search(text)
        return None if found is None else self.values(found)

    def all(self, text: str) -> list[dict[str, Any]]:
        """The slots of every match in a normalised text."""
        if self.needle not in text:
            return []
        return [self.values(found) for found in self.regex.finditer(text)]

    def values(self, found: re.Match[str]) -> dict[str, Any]:
        """What the groups of a match hold; of a part of the expression, its first groups."""
        values: dict[str, Any] = {}
        many = {n for i, (n, _) in enumerate(self.slots) if n in {m for m, _ in self.slots[:i]}}
        for (name, kind), text in zip(self.slots, found.groups(), strict=False):
            if text is None:
                continue
            try:
                value = TYPES[kind].value(text)
            except ValueError:
                continue
            if isinstance(value, list) and name in PLURAL and kind in ("names", "listed"):
                values.setdefault(name, []).extend(value)
            elif name in many or name in PLURAL:
                values.setdefault(name, []).append(value)
            else:
                values.setdefault(name, value)
        return values


def _any_quotes(words: str) -> str:
    """The expression of fixed text, whose quotes may have any form: releases differ in them.

    Backticks may be missing: a page that shows code in another face takes them away.
    """
    plain = re.escape(words).replace(r"\ ", " ")
    return _QUOTE.sub(lambda found: _QUOTE.pattern + "?" * (found[0] == "`"), plain)


def _up_to(following: list[tuple[str, str]], least: int) -> str | None:
    """Free text that ends at the first occurrence of the fixed text behind it.

    Nothing is left to try again where what follows fails, so several gaps stay linear.
    """
    if not following or following[0][0] != "plain":
        return None
    fixed = re.sub(r"\s+", " ", following[0][1])[:24]
    if len(fixed.strip()) < SHORTEST_LITERAL:
        return None
    stop = _any_quotes(fixed)
    return f"(?:(?!{stop}).){{{least},300}}"


def parse(source: str) -> Pattern:
    """Read a pattern. Raises `PatternError`."""
    text = source.translate(_QUOTES)
    tokens = [(m.lastgroup, m.group(m.lastgroup)) for m in _TOKEN.finditer(text) if m.lastgroup]
    pieces: list[str] = []
    literals = [""]
    slots: list[tuple[str, str]] = []
    closing: list[str] = []
    gaps = 0
    breaks: list[tuple[str, str]] = []

    def literal(words: str, exact: bool = False) -> None:
        words = re.sub(r"\s+", " ", words)
        if not closing:
            breaks.append(("".join(pieces), words))
        pieces.append(re.escape(words) if exact else _any_quotes(words))
        if not closing:
            literals[-1] += words

    for at, (kind, value) in enumerate(tokens):
        if kind in ("escaped", "plain"):
            literal(value, exact=kind == "escaped")
        elif kind == "either":
            if "))" in closing:
                pieces.append("|")
            else:
                literal(value)
        elif kind == "open":
            pieces.append("(?:")
            closing.append("]]" if value == "[[" else "))")
            literals.append("")
        elif kind == "close":
            if closing and closing[-1] == value:
                closing.pop()
                pieces.append(")?" if value == "]]" else ")")
                literals.append("")
            else:
                literal(value)
        elif value == "...":
            gaps += 1
            pieces.append(_up_to(tokens[at + 1 : at + 2], 0) or ".{0,300}?")
            literals.append("")
        else:
            name, colon, slot_type = value.partition(":")
            if not colon or not name.isidentifier() or slot_type not in TYPES:
                raise PatternError(
                    f"slot {{{value}}}: write {{name:type}} with a type of {', '.join(TYPES)}"
                )
            last = at == len(tokens) - 1
            gaps += slot_type == "text"
            if slot_type == "text" and last:
                slot_type = "rest"
            stop = _up_to(tokens[at + 1 : at + 2], 1) if slot_type == "text" else None
            pieces.append(f"({stop or TYPES[slot_type].regex})")
            slots.append((name, slot_type))
            literals.append("")
    if closing:
        raise PatternError(f"a piece is not closed by {closing[-1]}")
    if gaps > MOST_GAPS:
        raise PatternError(f"more than {MOST_GAPS} slots or gaps of free text make matching slow")
    longest = max(literals, key=len).strip()
    if len(longest) < SHORTEST_LITERAL:
        raise PatternError(
            f"needs at least {SHORTEST_LITERAL} characters of fixed text outside optional pieces"
        )
    return Pattern(source, "".join(pieces).strip(), longest, tuple(slots), tuple(breaks))
