"""The user's own statement with one argument changed, and names near to what was written."""

from __future__ import annotations

import ast
import copy
import difflib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.mended import argument_renamed
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.facts.source import parse_line
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib

_CLOSE = 0.6  # of difflib's ratio: `learn_rate` and `learning_rate` are nearer than this


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Callable → its arguments; an argument's name in other libraries → its names in PyTorch."""
    book = tomllib.loads((rules_dir() / "arguments.toml").read_text(encoding="utf-8"))
    return book["arguments"], book["other_names"]


def meant(callee: str, written: str) -> str | None:
    """The argument of a known callable that a wrong name stands for."""
    arguments, other_names = _tables()
    known = arguments.get(callee.removesuffix(".__init__").rpartition(".")[2])
    if not known:
        return None
    for name in other_names.get(written, ()):
        if name in known:
            return name
    near = difflib.get_close_matches(written, known, 1, _CLOSE)
    near += [name for name in known if written in name.split("_")]
    return near[0] if near else None


_REDUCED = re.compile(r"\bnp\.(sum|mean|max|min)\((\[[^\n]{1,300} for [^\n]{1,200}\])\)")
"""NumPy over a list of tensors, where torch keeps device and gradient."""


def _changed(line: ast.stmt, called: str | None, change: Callable[[ast.Call], bool]) -> str | None:
    """The statement with its call changed; None where nothing was."""
    node = copy.deepcopy(line)
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    if any(isinstance(n, ast.Constant) and n.value is ... for n in ast.walk(node)):
        return None  # only the head of a longer call is known
    calls.sort(key=lambda call: ast.unparse(call.func) != called)
    return ast.unparse(node) if any(change(call) for call in calls) else None


def _without(name: str) -> Callable[[ast.Call], bool]:
    def change(call: ast.Call) -> bool:
        kept = [k for k in call.keywords if k.arg != name]
        changed = len(kept) < len(call.keywords)
        call.keywords = kept
        return changed

    return change


def _with(text: str) -> Callable[[ast.Call], bool]:
    name, _, value = text.partition("=")
    if not name.isidentifier():
        return lambda call: False

    def change(call: ast.Call) -> bool:
        keyword = ast.keyword(name, ast.parse(value, mode="eval").body)
        call.keywords = [k for k in call.keywords if k.arg != name] + [keyword]
        return True

    return change


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    written, callee = facts.get("argument"), facts.get("callee") or facts.get("function_name")
    name = meant(callee, written) if isinstance(written, str) and isinstance(callee, str) else None
    result: dict[str, Any] = {"meant_argument": name}
    alias, code = facts.get("alias"), facts.get("call_line") or ""
    if code.count(".view(") == 1:
        result["line_reshaped"] = code.replace(".view(", ".reshape(")
    if "reshape(-1, 1)" in code:
        result["line_row"] = code.replace("reshape(-1, 1)", "reshape(1, -1)")
    if ".fit_transform(" in code:
        result["line_transformed"] = code.replace(".fit_transform(", ".transform(")
    if _REDUCED.search(code):
        result["line_stacked"] = _REDUCED.sub(r"torch.stack(\2).\1()", code)
    if alias and f"np.{alias}" in code:
        result["alias_line"] = re.sub(rf"\bnp\.{re.escape(alias)}\b", lambda _: alias, code)
    asked = facts.get("asked_of")
    attribute = facts.get("attribute")
    if asked and attribute and f"{asked}.{attribute}" in code:
        entry = f'{asked}["{attribute}"]'
        result["line_indexed"] = re.sub(
            rf"{re.escape(asked)}\.{attribute}\b", lambda _: entry, code
        )
    if asked and attribute == "module" and f"{asked}.module" in code:
        either = f'getattr({asked}, "module", {asked})'
        result["line_unwrapped"] = code.replace(f"{asked}.module", either)
    if asked and f"{asked}." in code:
        result["line_called"] = code.replace(f"{asked}.", f"{asked}().", 1)
    line = parse_line(facts.get("call_statement"))
    if not isinstance(line, (ast.Assign, ast.Expr, ast.Return)):
        return result
    called = facts.get("call")
    if name and written:
        statement = facts.get("call_statement") or ""
        result["line_renamed"] = argument_renamed(statement.strip(), written, name)
    if unwanted := facts.get("unwanted"):
        result["line_without"] = _changed(line, called, _without(unwanted))
    if isinstance(written, str):
        result["line_without_argument"] = _changed(line, called, _without(written))
    if lacking := facts.get("missing_name"):
        result["line_with_missing"] = _changed(line, called, _with(f"{lacking}={lacking}"))
    if added := facts.get("added"):
        result["line_with"] = _changed(line, called, _with(added))
    return result
