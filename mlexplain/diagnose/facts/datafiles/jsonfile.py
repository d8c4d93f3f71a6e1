"""The JSON file beside the program that cannot be read, and its lines as they should be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from mlexplain.diagnose.facts.datafiles.disk import content, named
from mlexplain.diagnose.facts.scene import Scene

_SHOWN = 6
_TEXT = r'"(?:\\.|[^"\\])*"'
_WORDS = {"True": "true", "False": "false", "None": "null"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`json_file`: the file that fails as the log says; `json_before`, `json_after`: the lines that
    differ once it can be read."""
    message = scene.failure.message
    for name, path in named(scene, (".json",)).items():
        text = content(path, "utf-8")
        if text is not None and (error := _error(text)) and error in message:
            return {"json_file": name, **_mended(text)}
    return {}


def _error(text: str) -> str | None:
    try:
        json.loads(text)
    except ValueError as error:
        return str(error)
    return None


def _mended(text: str) -> dict[str, str]:
    """The first way of mending, or two of them together, after which the text is JSON."""
    for first in _WAYS:
        for second in (_same, *_WAYS):
            changed = second(first(text))
            if changed != text and _error(changed) is None:
                return _differing(text, changed)
    return {}


def _differing(text: str, changed: str) -> dict[str, str]:
    pairs = zip(text.splitlines(), changed.splitlines(), strict=False)
    lines = [(a.strip(), b.strip()) for a, b in pairs if a != b]
    if not lines or len(lines) > _SHOWN or text.count("\n") != changed.count("\n"):
        return {}
    return {
        "json_before": "\n".join(a for a, _ in lines),
        "json_after": "\n".join(b for _, b in lines),
    }


def _same(text: str) -> str:
    return text


def _outside(pattern: str, new: Callable[[re.Match[str]], str], text: str) -> str:
    """Exchange a pattern wherever it stands outside of the texts in double quotes."""
    return re.sub(f"({_TEXT})|{pattern}", lambda m: m[0] if m[1] else new(m), text)


def _without_last_comma(text: str) -> str:
    return _outside(r",(?=\s*[}\]])", lambda _: "", text)


def _with_comma(text: str) -> str:
    """A comma where a value ends a line and another follows."""
    return re.sub(r'(["\d}\]el])([ \t]*\n\s*)(?=["{\[])', r"\1,\2", text)


def _without_comments(text: str) -> str:
    return _outside(r"[ \t]*(?://|#)[^\n]*", lambda _: "", text)


def _in_words_of_json(text: str) -> str:
    return _outside(r"\b(?:True|False|None)\b", lambda m: _WORDS[m[0]], text)


def _in_double_quotes(text: str) -> str:
    return _outside(r"'([^'\"\n]*)'", lambda m: f'"{m[2]}"', text)


_WAYS = (
    _without_last_comma,
    _with_comma,
    _without_comments,
    _in_words_of_json,
    _in_double_quotes,
)
