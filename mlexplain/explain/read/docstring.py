"""What a docstring says its function or class is for, and of its parameters. Quoted, never believed.

Read are the forms of Google ("Args:"), NumPy ("Parameters" underlined) and Sphinx (":param x:"), and
what transformers makes of the first, with the description below the name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

_LONGEST = 200
"""Characters of a sentence that is quoted; of a longer one nothing is."""
_SECTION = re.compile(
    r"(?:Args?|Arguments|Param(?:eter)?s|Keyword Arg(?:ument)?s|Other Parameters|Attributes):?\s*$"
)
_END = re.compile(r"[A-Z]\w+(?: \w+)?:\s*$|:\w+|\w+ \(`")
"""What ends a section, or a first paragraph."""
_UNDERLINE = re.compile(r"\s*-{3,}\s*$")
_ENTRY = re.compile(
    r"\s*\*{0,2}`{0,2}([A-Za-z_]\w*)`{0,2}(?: ?\((?:[^()]|\([^()]*\))*\))?\s*:\s*(.*)$"
)
"""`name (type, *optional*): description`, the description also on the lines below."""
_BARE = re.compile(r"([A-Za-z_]\w*) \((?:[^()]|\([^()]*\))*\):\s*(.*)$")
"""The same outside of any section."""
_LISTED = re.compile(r"\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*(?::.*)?$")
"""`name : type` above an indented description, as NumPy has it."""
_SPHINX = re.compile(r"\s*:param (?:[^:]*?\s)?\**(\w+):\s*(.*)$")
_ROLE = re.compile(r":\w+(?::\w+)*:(?=`)")
_FOOTNOTE = re.compile(r"\s*\[\w+\]_")
_TICKS = re.compile(r"``+")
_OPTION = re.compile(r"^\s*\(?\*?(?:optional|required|default)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(.+?[.!?])(?=\s+[A-Z\[(`]|\s*$)")
_MARKUP = re.compile(r">>>|```|\.\. |\{|%|<|https?://|^\s*(?:Example|Examples|Usage|Note|Notes)\b")


class Documentation(NamedTuple):
    """The docstring of a function or class."""

    purpose: str
    """Its first sentence, or nothing where that is no plain one."""
    parameters: dict[str, str]
    """Of parameters that are described, the first sentence."""


def documentation(
    unit: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
) -> Documentation:
    """What the docstring says; a class is described together with its `__init__`."""
    text = ast.get_docstring(unit) or ""
    lines = text.split("\n")
    parameters = dict(_parameters(lines))
    for node in unit.body if isinstance(unit, ast.ClassDef) else ():
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            own = (ast.get_docstring(node) or "").split("\n")
            parameters = {**parameters, **dict(_parameters(own))}
    return Documentation(_first_sentence(list(takewhile(str.strip, lines))), parameters)


def _first_sentence(lines: Sequence[str]) -> str:
    """The first sentence in plain words, without its full stop."""
    if any(_UNDERLINE.match(line) for line in lines):
        return ""
    own = takewhile(lambda line: not (_END.match(line) or _SECTION.match(line)), lines)
    whole = " ".join(" ".join(own).split())
    found = _SENTENCE.match(whole)
    sentence = found[1] if found else whole
    if _MARKUP.search(sentence) or _SPHINX.match(sentence) or len(sentence) > _LONGEST:
        return ""
    plain = _TICKS.sub("`", _FOOTNOTE.sub("", _ROLE.sub("", sentence)))
    plain = plain.removesuffix(".").strip()
    return plain if len(plain.split()) > 1 and plain.count("`") % 2 == 0 else ""


def _parameters(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Names of parameters with the first sentence that describes them."""
    for names, described in _described(lines):
        told = _first_sentence(described)
        for name in names if told and not _OPTION.match(told) else ():
            yield name, told


def _described(lines: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Names of parameters, and the lines that describe them."""
    for at, line in enumerate(lines):
        if found := _SPHINX.match(line) or _BARE.match(line):
            yield [found[1]], [found[2], *_below(lines, at)]
        if not _SECTION.match(line.strip()) or at + 1 == len(lines):
            continue
        underlined = bool(_UNDERLINE.match(lines[at + 1]))
        start = at + 1 + underlined
        entries = _block(lines, start, _margin(line) - underlined)
        margin = min((_margin(lines[i]) for i in entries if lines[i].strip()), default=0)
        for i in entries:
            entry = (_LISTED if underlined else _ENTRY).match(lines[i])
            if entry is None or _margin(lines[i]) != margin:
                continue
            said = [] if underlined else [entry[2]]
            yield re.split(r"\s*,\s*", entry[1]), [*said, *_below(lines, i)]


def _block(lines: Sequence[str], start: int, margin: int) -> list[int]:
    """The lines from one on that are indented deeper than the margin, up to the next section."""
    block = []
    for at in range(start, len(lines)):
        line = lines[at]
        if line.strip() and (_margin(line) <= margin or _END.match(line)):
            break
        if at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1]):
            break
        block.append(at)
    return block


def _below(lines: Sequence[str], at: int) -> list[str]:
    """The lines right below one that are indented deeper than it."""
    found: list[str] = []
    for line in lines[at + 1 :]:
        if not line.strip() or _margin(line) <= _margin(lines[at]):
            break
        found.append(line)
    return found


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())
