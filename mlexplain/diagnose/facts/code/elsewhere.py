"""The entry asked for, where the dictionary of the program has it on another level."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.entries import parted, plain, strings
from mlexplain.diagnose.facts.code.origin import origin
from mlexplain.diagnose.facts.code.traced import culprit
from mlexplain.diagnose.facts.datafiles.stored import stored, within
from mlexplain.diagnose.facts.scene import Scene

_DEEP = 4


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`elsewhere`: the lookup under which the key lies, `cfg["train"]["lr"]`; `line_elsewhere`: the
    user's line with it."""
    asked, line = plain(facts.get("key_asked")), str(facts.get("call_line") or "").strip()
    holder, path = parted(culprit(facts))
    found = origin(scene, holder)
    if found is None or not asked or not holder:
        return {}
    whole = stored(found) or found.value
    inside = within(whole, path)
    if not isinstance(inside, ast.Dict) or asked in strings(inside.keys):
        return {}
    places = [place for place in _places(whole, ()) if place[-1] == asked]
    if len(places) != 1 or (len(places[0]) == 1 and not path):
        return {}
    lookup = holder + "".join(f'["{name}"]' for name in places[0])
    steps = "".join(rf"\[[\"']{re.escape(name)}[\"']\]" for name in [*path, asked])
    old = re.compile(rf"(?<![\w.]){re.escape(holder)}{steps}")
    if len(old.findall(line)) != 1:
        return {}
    return {"elsewhere": lookup, "line_elsewhere": old.sub(lambda _: lookup, line)}


def _places(value: ast.expr | None, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The names that lead to every entry of a dictionary of dictionaries."""
    if isinstance(value, ast.Dict) and len(above) < _DEEP:
        for key, part in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield (*above, key.value)
                yield from _places(part, (*above, key.value))
