"""The option of the command line whose text the failing line takes for a number."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import origin, spot, statement_at
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs, told
from mlexplain.diagnose.facts.scene import Scene

_RATES = re.compile(
    r"lr|rate|alpha|beta|gamma|eps|decay|momentum|dropout|temp|thresh|ratio|frac|prob|scale|margin"
    r"|tol|weight|lambda|split"
)
_NOT_NUMBERS = {"type", "action", "choices", "nargs"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`option_line`, `option_mended`: the one `add_argument` without a type that the line's value
    comes from, and the same with its type; `option_type`."""
    here = spot(scene)
    statement = statement_at(here.program.tree, here.line) if here else None
    if statement is None:
        return {}
    asked = {option for node in _parts(statement) for option in _options(scene, node)}
    found = []
    for whole in programs(scene):
        for call, name in declared(whole):
            if name in asked and not _NOT_NUMBERS & {k.arg for k in call.keywords}:
                found.append((whole, call, name))
    one = only(found)
    if one is None:
        return {}
    kind = _kind(one[1], one[2], facts)
    return told("option", _typed(one[0], one[1], kind)) | {"option_type": kind, "option": one[2]}


def _parts(statement: ast.stmt) -> Iterator[ast.expr]:
    """What the statement itself reads, not the body of a block."""
    body = {id(n) for part in getattr(statement, "body", ()) for n in ast.walk(part)}
    for node in ast.walk(statement):
        if isinstance(node, (ast.Name, ast.Attribute)) and id(node) not in body:
            yield node


def _options(scene: Scene, node: ast.expr) -> Iterator[str]:
    """The `lr` of `args.lr`, also where the value was handed on under another name."""
    found = origin(scene, ast.unparse(node))
    for value in (node, found.value if found else None):
        if isinstance(value, ast.Attribute) and isinstance(value.value, (ast.Name, ast.Attribute)):
            yield value.attr


def declared(whole: Program) -> Iterator[tuple[ast.Call, str]]:
    """The calls of `add_argument`, each with the name that its value gets."""
    for node in ast.walk(whole.tree):
        if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith(".add_argument"):
            continue
        dest = next((k.value for k in node.keywords if k.arg == "dest"), None)
        texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
        long = [t for t in texts if str(t).startswith("--")] or texts
        if isinstance(dest, ast.Constant):
            yield node, str(dest.value)
        elif long:
            yield node, str(long[0]).lstrip("-").replace("-", "_")


def _kind(call: ast.Call, name: str, facts: Mapping[str, Any]) -> str:
    default = next((k.value for k in call.keywords if k.arg == "default"), None)
    value = getattr(default, "value", None)
    if isinstance(value, str):
        value = float(value) if re.fullmatch(r"\d*\.\d*(?:e-?\d+)?|\d+e-?\d+", value) else value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "float" if isinstance(value, float) or _RATES.search(name) else "int"
    other = {facts.get("left"), facts.get("right")}
    floats = not facts.get("whole") and ("float" in other or _RATES.search(name))
    return "float" if floats else "int"


def _typed(whole: Program, call: ast.Call, kind: str) -> Edit | None:
    """The declaration with `type=` behind its names; of one over several lines its first."""
    first = call.args[-1] if call.args else None
    if first is None or not isinstance(first, ast.Constant) or not isinstance(first.value, str):
        return None
    return exchanged(whole, first, f"{ast.get_source_segment(whole.text, first)}, type={kind}")
