"""A mistake one frame up: the line that calls the user's function, as it was meant."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.report import Frame


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`caller_line`: the line one frame up; `caller_row_by_row`: the same with the function called for
    each value of the columns that it is handed, where it is handed columns only."""
    mine = [f for f in scene.failure.frames if f.mine and f.code]
    if len(mine) < 2 or not mine[-1].function:
        return {}
    code = (mine[-2].code or "").strip()
    line = parse_line(code)
    result: dict[str, Any] = {"caller_line": code, "caller_last": _last(mine[-2], line, facts)}
    if not isinstance(line, (ast.Assign, ast.Return)):
        return result
    name = mine[-1].function.rpartition(".")[2]
    changed = copy.deepcopy(line)
    for call in (n for n in ast.walk(changed) if isinstance(n, ast.Call)):
        if ast.unparse(call.func).rpartition(".")[2] != name or call.keywords or not call.args:
            continue
        if not all(_column(argument) for argument in call.args):
            return result
        function = call.func
        if len(call.args) == 1:
            call.func = ast.Attribute(call.args[0], "apply", ast.Load())
            call.args = [function]
        else:
            call.func = ast.parse(f"np.vectorize({ast.unparse(function)})", mode="eval").body
        return result | {"caller_row_by_row": ast.unparse(ast.fix_missing_locations(changed))}
    return result


_SAMPLES = re.compile(r"(?i)generat|sampl|complet|predict|decode|infer|next_token|beam|greedy")


def _last(caller: Frame, line: ast.stmt | None, facts: Mapping[str, Any]) -> str | None:
    """A sampling function's `model(ids)` with as many last ids as the table `self.pos` has rows."""
    table = str(facts.get("call") or "")
    if line is None or not _SAMPLES.search(caller.function or ""):
        return None
    calls = [n for n in ast.walk(line) if isinstance(n, ast.Call) and n.args]
    plain = [c for c in calls if isinstance(c.func, (ast.Name, ast.Attribute))]
    runs = [c for c in plain if isinstance(c.args[0], ast.Name) and _module(ast.unparse(c.func))]
    if len(runs) != 1 or not table.startswith("self.") or "\n" in (caller.code or ""):
        return None
    owner, ids = ast.unparse(runs[0].func), ast.unparse(runs[0].args[0])
    cut = f"{owner}({ids}[:, -{owner}{table.removeprefix('self')}.num_embeddings:]"
    code = (caller.code or "").strip()
    return code.replace(f"{owner}({ids}", cut) if code.count(f"{owner}({ids}") == 1 else None


def _module(called: str) -> bool:
    return called.split(".")[0] not in ("torch", "F", "np", "range", "len", "print", "tqdm", "nn")


def _column(node: ast.expr) -> bool:
    """Whether it is `df["price"]` or `df.price`."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
