"""Filling the wording of rules with facts.

`{name}` or any expression of conditions, then filters: `{size_total - size_free|GiB}`. Where a fact
has no value, the optional piece `[[…]]`, else the sentence around it, is left out; code and titles
with a hole are left out as a whole. `{{` and `}}` are braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from mlexplain.diagnose import condition

_SLOT = re.compile(r"\{\{|\}\}|\{([^{}]+)\}")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.S)
_SENTENCE = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)[ \n]+(?=[A-Z`{\[])")
_FENCE = re.compile(r"(^```.*?^```[^\n]*$)", re.S | re.M)


class TemplateError(ValueError):
    """A template that cannot be read; says why in one line."""


class Hole(Exception):
    """A slot without a value."""


def _listed(word: str) -> Callable[[Any], str]:
    def join(value: Any) -> str:
        items = [_plain(v) for v in value] if isinstance(value, (list, tuple)) else [_plain(value)]
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"

    return join


def _bytes(value: float) -> str:
    for unit, factor in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if abs(value) >= factor:
            return f"{value / factor:.2f} {unit}"
    return f"{value:.0f} bytes"


def _each_code(value: Any) -> Any:
    return [f"`{_plain(v)}`" for v in value] if isinstance(value, (list, tuple)) else f"`{value}`"


def _billions(value: float) -> str:
    return f"{value / 1e9:.3g} billion" if value >= 1e9 else f"{value / 1e6:.3g} million"


FILTERS: dict[str, Callable[[Any], Any]] = {
    "GiB": lambda v: f"{v / 2**30:.2f} GiB",
    "MiB": lambda v: f"{v / 2**20:.0f} MiB",
    "bytes": _bytes,
    "about": lambda v: f"{v / 2**30:.0f} GiB" if v >= 2**30 else f"{v / 2**20:.0f} MiB",
    "billions": _billions,
    "and": _listed("and"),
    "or": _listed("or"),
    "comma": lambda v: ", ".join(_plain(i) for i in v),
    "spaced": lambda v: " ".join(_plain(i) for i in v),
    "code": _each_code,
    "first": lambda v: v[0],
    "last": lambda v: v[-1],
    "rest": lambda v: v[1:],
    "few": lambda v: list(v[:3]),
    "count": len,
    "int": int,
    "x": lambda v: "x".join(str(i) for i in v),
    "tuple": lambda v: "(" + ", ".join(str(i) for i in v) + ")",
    "unique": lambda v: list(dict.fromkeys(v)),
    "table": lambda v: re.sub(r"\.(?:values|to_numpy\(\))$", "", v),
    "percent": lambda v: f"{100 * v:.0f} %",
    "short_all": lambda v: [str(i).removeprefix("torch.") for i in v],
    "short": lambda v: str(v).removeprefix("torch."),
    "base": lambda v: re.split(r"[/\\]", str(v))[-1],
    "folder": lambda v: str(v).replace("\\", "/").rpartition("/")[0],
    "leaf": lambda v: str(v).rpartition(".")[2],
    "stem": lambda v: str(v).rpartition(".")[0],
    "bare": lambda v: str(v).strip("'\""),
    "quoted": lambda v: f'"{v}"',
    "major": lambda v: ".".join(str(v).split(".")[:2]),
}
"""What may stand after `|` in a slot."""


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_plain(v) for v in value) + "]"
    return str(value)


def _split(slot: str) -> tuple[str, list[str]]:
    expression, *filters = (part.strip() for part in slot.split("|"))
    return expression, filters


def check(template: str) -> set[str]:
    """The names of the facts a template asks for. Raises `TemplateError`."""
    asked: set[str] = set()
    for found in _SLOT.finditer(template):
        if found.group(1) is None:
            continue
        expression, filters = _split(found.group(1))
        try:
            asked |= condition.names(expression)
        except condition.ConditionError as error:
            raise TemplateError(str(error)) from None
        for name in filters:
            if name not in FILTERS:
                raise TemplateError(f"unknown filter {name!r}: there are {', '.join(FILTERS)}")
    return asked


def _slot(slot: str, facts: Mapping[str, Any]) -> str:
    expression, filters = _split(slot)
    result = condition.value(expression, facts)
    if result == "" and not filters:  # known to be nothing, unlike what nobody knows
        return ""
    if result is None or (isinstance(result, (str, list, tuple)) and not result):
        raise Hole(expression)
    for name in filters:
        try:
            result = FILTERS[name](result)
        except (TypeError, ValueError, LookupError):
            raise Hole(slot) from None
    return _plain(result)


def fill(template: str, facts: Mapping[str, Any]) -> str:
    """Fill every slot. Raises `Hole` where one outside optional pieces has no value."""

    def replace(found: re.Match[str]) -> str:
        if found.group(1) is None:
            return found.group(0)[0]
        return _slot(found.group(1), facts)

    def optional(found: re.Match[str]) -> str:
        try:
            return _SLOT.sub(replace, found.group(1)).replace("{", "{{").replace("}", "}}")
        except Hole:
            return ""

    return _SLOT.sub(replace, _OPTIONAL.sub(optional, template))


def prose(template: str, facts: Mapping[str, Any]) -> str:
    """Fill a text; sentences and fenced blocks with a hole are left out."""
    paragraphs = []
    for block in _FENCE.split(template.strip("\n")):
        if block.startswith("```"):
            paragraphs += _kept([block], facts)
            continue
        for paragraph in re.split(r"\n\s*\n", block.strip("\n")):
            kept = " ".join(_kept(_SENTENCE.split(paragraph), facts)).strip()
            if kept:
                paragraphs.append(kept)
    return "\n\n".join(paragraphs)


def _kept(pieces: list[str], facts: Mapping[str, Any]) -> list[str]:
    kept = []
    for piece in pieces:
        try:
            kept.append(fill(piece, facts))
        except Hole:
            continue
    return kept
