"""What the user's program tells of the value that the failing line stumbles over."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.branching import branch
from mlexplain.diagnose.facts.code.origin import Origin, origin, own_nodes
from mlexplain.diagnose.facts.scene import Scene

_LOOKUPS = re.compile(r"\.(?:i?loc|i?at)$")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    result = _estimator(origin(scene, facts.get("estimator"))) | {"items_of": items_of(facts)}
    found = origin(scene, culprit(facts))
    if found is None:
        return result
    line = found.program.written(found.statement)
    fitted = line.count(".fit_transform(") == 1
    return result | {
        "origin_transformed": line.replace(".fit_transform(", ".transform(") if fitted else None,
        "origin_line": line if "\n" not in line else None,
        "origin_statement": line,
        "origin_value": ast.unparse(found.value),
        "origin_target": found.target,
        "origin_function": found.nothing.name if found.nothing else None,
        **_called(found),
        **_returning(found),
        **branch(found),
        **_in_place(found),
    }


def culprit(facts: Mapping[str, Any]) -> str | None:
    """The name that the failing line stumbles over."""
    kind = str(facts.get("exception") or "")
    if kind == "AttributeError":
        return items_of(facts) or facts.get("asked_of") or facts.get("handed_mapping")
    if facts.get("mapped") and kind == "KeyError":
        return str(facts["mapped"])
    if kind in ("KeyError", "IndexError") or facts.get("table_of_names"):
        holder = facts.get("table_of_names") or facts.get("holder_of_key")
        return _LOOKUPS.sub("", holder) if holder else None
    if facts.get("call_method") == "dump" and facts.get("handed_second"):
        return str(facts["handed_second"])
    for name in ("handed_mapping", "gone_through", "estimator_input", "holder_of_key", "handed"):
        if facts.get(name):
            return str(facts[name])
    return None


def items_of(facts: Mapping[str, Any]) -> str | None:
    """The `enc` of `{k: v.to(device) for k, v in enc.items()}`, whose `v` is asked."""
    asked = str(facts.get("asked_of") or "")
    if not asked.isidentifier():
        return None
    found = re.search(
        rf"\bfor \w+, {asked} in ([A-Za-z_][\w.]*)\.items\(\)", facts.get("call_line") or ""
    )
    return found[1] if found else None


_REGRESSORS = {"LogisticRegression": "LinearRegression", "SVC": "SVR", "LinearSVC": "LinearSVR"}


def _estimator(found: Origin | None) -> dict[str, Any]:
    """The line that makes an estimator, and the same with a regressor for a classifier."""
    if found is None or not isinstance(found.value, ast.Call):
        return {}
    line = found.program.written(found.statement)
    made = ast.unparse(found.value.func).rpartition(".")[2]
    other = _REGRESSORS.get(made) or made.replace("Classifier", "Regressor")
    result: dict[str, Any] = {"estimator_line": line}
    if other != made and "\n" not in line and line.count(made) == 1:
        head = "" if "." in ast.unparse(found.value.func) else _import_of(found, made, other)
        result |= {"continuous_class": other, "continuous_made": head + line.replace(made, other)}
    return result


def _import_of(found: Origin, made: str, other: str) -> str:
    """The import of another class from where the program has this one."""
    for node in ast.walk(found.program.tree):
        if isinstance(node, ast.ImportFrom) and any(a.name == made for a in node.names):
            return f"from {node.module} import {other}\n"
    return ""


def _called(found: Origin) -> dict[str, Any]:
    """Of `raw = pd.read_csv(path, sep=";")` the function, its owner and its arguments' names."""
    call = found.value
    if not isinstance(call, ast.Call):
        return {}
    named = [k.arg for k in call.keywords if k.arg]
    first = call
    while isinstance(first.func, ast.Attribute) and isinstance(first.func.value, ast.Call):
        first = first.func.value  # the `tok(texts)` of `tok(texts).to(device)`
    result: dict[str, Any] = {
        "origin_call": ast.unparse(call.func),
        "origin_method": ast.unparse(call.func).rpartition(".")[2],
        "origin_keywords": named,
        "origin_count": len(call.args) + len(call.keywords),
    }
    if isinstance(call.func, ast.Attribute):
        result["origin_owner"] = ast.unparse(call.func.value)
    if all(k.arg != "return_tensors" for k in first.keywords):
        added = [ast.keyword("return_tensors", ast.Constant("pt"))]
        if first.args and isinstance(first.args[0], ast.List) and "padding" not in named:
            added.insert(0, ast.keyword("padding", ast.Constant(True)))
        whole = ast.Call(first.func, first.args, [*first.keywords, *added])
        result["origin_with_tensors"] = exchanged(found, first, ast.unparse(whole))
    if ast.unparse(call.func) == "open" and len(call.args) in (1, 2):
        result["origin_binary"] = exchanged(found, call, _binary(call))
    return result


def exchanged(found: Origin, old: ast.expr, new: str) -> str | None:
    """The statement of the origin with one expression exchanged."""
    line = found.program.written(found.statement)
    text = ast.get_source_segment(found.program.text, old)
    return line.replace(text, new) if text and line.count(text) == 1 else None


def _binary(call: ast.Call) -> str:
    """`open(path, "wb")` for `open(path, "w", encoding="utf-8")`."""
    modes = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "mode")]
    mode = modes[0].value if modes and isinstance(modes[0], ast.Constant) else "r"
    return f"open({ast.unparse(call.args[0])}, {str(mode).replace('t', '').rstrip('b') + 'b'!r})"


_IN_PLACE = {"sort", "append", "extend", "insert", "reverse", "update", "add", "shuffle", "remove"}


def _in_place(found: Origin) -> dict[str, str]:
    """`x = x.sort()` and `df = df.dropna(inplace=True)` as they must be to give something."""
    call, target = found.value, found.target
    if not isinstance(call, ast.Call) or target is None:
        return {}
    kept = [k for k in call.keywords if k.arg != "inplace"]
    if len(kept) < len(call.keywords):
        whole = ast.Call(call.func, call.args, kept)
        return {"in_place_line": f"{target} = {ast.unparse(whole)}"}
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _IN_PLACE:
        return {}
    owner = ast.unparse(call.func.value)
    changed = owner if call.func.attr != "shuffle" else ast.unparse(call.args[0])
    if changed == target:
        return {"in_place_line": ast.unparse(call)}
    if call.func.attr == "sort":
        inside = [ast.Name(owner), *call.args]
        whole = ast.Call(ast.Name("sorted"), inside, call.keywords)
        return {"in_place_line": f"{target} = {ast.unparse(whole)}"}
    return {"in_place_line": f"{ast.unparse(call)}\n{target} = {changed}"}


def _returning(found: Origin) -> dict[str, Any]:
    """The last line of a function that returns nothing, and the same with a `return`."""
    if found.nothing is None:
        return {}
    last = found.nothing.body[-1]
    line, result = found.program.written(last), _made(found.nothing, last)
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) and result is None:
        called = ast.unparse(last.value.func)
        if "." not in called and called != "print" and "\n" not in line:
            return {"nothing_line": line, "nothing_returned": f"return {line}"}
    if result is None:
        return {}
    if "\n" in line or hasattr(last, "body"):
        return {"nothing_gathered": result}
    return {"nothing_line": line, "nothing_returned": f"{line}\nreturn {result}"}


def _made(function: ast.FunctionDef, last: ast.stmt) -> str | None:
    """What a function without `return` makes: what its last line sets, else the one name it sets."""
    target = last.targets[0] if isinstance(last, ast.Assign) else getattr(last, "target", None)
    if isinstance(target, ast.Tuple):
        return ast.unparse(target).strip("()")
    while isinstance(target, (ast.Subscript, ast.Attribute)):
        target = target.value
    if isinstance(target, ast.Name) and not isinstance(last, ast.For):
        return None if target.id == "self" else target.id
    return _gathered(function)


def _gathered(function: ast.FunctionDef) -> str | None:
    """What a function without `return` has made: the one name that its first lines set."""
    names = [
        node.targets[0].id
        for node in own_nodes(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    ]
    return names[0] if len(set(names)) == 1 else None
