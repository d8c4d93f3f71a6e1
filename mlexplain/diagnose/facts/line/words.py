"""An object asked for what it has under another name (`rules/attributes.toml`): the line as meant."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.exchange import end
from mlexplain.diagnose.facts.code.source import parse_line, parses
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib

_ASKED = re.compile(r"'([\w.]+)' object has no attribute '(\w+)'")


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    book = tomllib.loads((rules_dir() / "attributes.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = book["words"]
    return words


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    asked = _ASKED.search(scene.failure.message)
    code = (facts.get("call_line") or "").strip()
    line = parse_line(code)
    if not asked or line is None or not code.isascii():
        return {}
    holder, attribute = asked.groups()
    wanted = _words().get(f"{holder}.{attribute}")
    wanted = wanted or _words().get(f"{holder.rpartition('.')[2]}.{attribute}")
    nodes = [n for n in ast.walk(line) if isinstance(n, ast.Attribute) and n.attr == attribute]
    if wanted is None or len(nodes) != 1:
        return {}
    return _exchanged(code, line, nodes[0], wanted)


def _exchanged(code: str, line: ast.stmt, node: ast.Attribute, wanted: str) -> dict[str, Any]:
    calls = [n for n in ast.walk(line) if isinstance(n, ast.Call) and n.func is node]
    call = calls[0] if calls else None
    whole = "{args}" in wanted or wanted[-1] in ")]}"
    gone: ast.expr = call if call is not None and whole else node
    given = [*call.args, *(k.value for k in call.keywords)] if call else []
    if end(gone) > len(code) or ("{args}" in wanted and not given):
        return {}
    first, last = (given[0].col_offset, end(given[-1])) if given else (0, 0)
    owner = code[node.value.col_offset : end(node.value)]
    new = wanted.replace("{x}", owner).replace("{args}", code[first:last])
    if " in " in new and isinstance(line, (ast.If, ast.While, ast.Assert)) is False:
        new = f"({new})"
    changed = code[: gone.col_offset] + new + code[end(gone) :]
    if not any(parses(changed + closed) for closed in ("", " pass", ")", "\n    pass")):
        return {}
    return {"line_word": changed, "word": new, "word_line": code}
