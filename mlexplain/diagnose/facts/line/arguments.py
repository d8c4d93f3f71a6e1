"""The arguments of a call: which one a wrong name means, and the statement with one changed."""

from __future__ import annotations

import ast
import copy
import difflib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.code.entries import nearest
from mlexplain.diagnose.facts.code.members import own_parameters
from mlexplain.diagnose.facts.code.origin import origin
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib

_SURELY = 0.92
_CLOSE = 0.6  # of difflib's ratio: `learn_rate` and `learning_rate` are nearer than this


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Callable → its arguments; an argument's name in other libraries → its names in PyTorch."""
    book = tomllib.loads((rules_dir() / "arguments.toml").read_text(encoding="utf-8"))
    return book["arguments"], book["other_names"]


def _known(callee: str) -> list[str] | None:
    """The arguments of `Adam.__init__`, of a method with its class (`DataFrame.merge`), of `np.mean`."""
    arguments, _ = _tables()
    parts = callee.removesuffix(".__init__").split(".")
    return arguments.get(".".join(parts[-2:])) or arguments.get(parts[-1])


def meant(callee: str, written: str) -> str | None:
    """The argument of a known callable that a wrong name stands for."""
    _, other_names = _tables()
    known = _known(callee)
    if not known:
        return None
    for name in other_names.get(written, ()):
        if name in known:
            return name
    near = difflib.get_close_matches(written, known, 1, _CLOSE)
    near += [name for name in known if written in name.split("_")]
    return near[0] if near else None


def argument_renamed(code: str, old: str, new: str) -> str | None:
    """`f(x, lr=1)` as `f(x, rate=1)`; None where there is no such argument, or more than one."""
    changed, count = re.subn(rf"\b{old}(\s*=)(?!=)", rf"{new}\1", code)
    return changed if count == 1 else None


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


def _common(callee: str, written: str) -> str | None:
    """The word of many libraries that a name misspells, where nobody knows what is called."""
    words = {name for names in _tables()[0].values() for name in names if len(name) > 6}
    if _known(callee) or written in words:
        return None
    near = difflib.get_close_matches(written, sorted(words), 1, _SURELY)
    return near[0] if near else None


def _as_called(callee: str, facts: Mapping[str, Any]) -> str:
    """`np.mean` for a `mean`, where the user's line calls it so."""
    called = str(facts.get("call") or "")
    return called if called.rpartition(".")[2] == callee.rpartition(".")[2] else callee


def _in_mapping(scene: Scene, mapping: str, old: str, new: str) -> dict[str, str]:
    """The line that writes out the dictionary behind `f(**options)`, with an entry renamed."""
    found = origin(scene, mapping)
    line = found.program.written(found.statement) if found else ""
    quoted = re.compile(rf"([\"']){re.escape(old)}\1")
    if len(quoted.findall(line)) != 1:
        return {}
    return {"mapping_line": line, "mapping_renamed": quoted.sub(lambda m: m[1] + new + m[1], line)}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    written, callee = facts.get("argument"), facts.get("callee") or facts.get("function_name")
    name = None
    if isinstance(written, str) and isinstance(callee, str):
        name = meant(callee, written) or meant(_as_called(callee, facts), written)
        own = own_parameters(scene, callee)
        name = name or (nearest(written, own) if own else _common(callee, written))
    result: dict[str, Any] = {"meant_argument": name}
    line = parse_line(facts.get("call_statement"))
    if not isinstance(line, (ast.Assign, ast.Expr, ast.Return)):
        return result
    called = facts.get("call")
    if name and written and (mapping := facts.get("handed_mapping")):
        result |= _in_mapping(scene, mapping, written, name)
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
