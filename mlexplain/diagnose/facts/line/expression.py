"""What the user's line computes without a call of its own: a condition, an update, a difference."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.line.carets import with_carets
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene

_CONVERTERS = {"float", "int", "bool", "round", "item", "complex", "range", "format", "len"}


def _first(line: ast.AST, *kinds: type[ast.AST]) -> Any:
    return next((node for node in ast.walk(line) if isinstance(node, kinds)), None)


def _condition(line: ast.stmt) -> ast.expr | None:
    """What must be true or false: of `if`, `while`, `assert`, `x if … else y`, `not`, `and`."""
    holder = _first(line, ast.If, ast.While, ast.Assert, ast.IfExp)
    if holder is not None:
        test: ast.expr = holder.test
    else:
        logic = _first(line, ast.BoolOp, ast.UnaryOp)
        if logic is None or (isinstance(logic, ast.UnaryOp) and not isinstance(logic.op, ast.Not)):
            return None
        test = logic
    if isinstance(test, ast.BoolOp):
        return test.values[0]
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return test


def _sought(line: ast.stmt) -> dict[str, str]:
    """Of `x in seen`, which compares by `==`: what is sought, and where."""
    found = _first(line, ast.Compare)
    if found is None or not isinstance(found.ops[0], (ast.In, ast.NotIn)):
        return {}
    return {"sought": ast.unparse(found.left), "sought_in": ast.unparse(found.comparators[0])}


def _converted(line: ast.stmt, marked: str | None) -> str | None:
    """The tensor in `float(x)`, `x.item()`, `int(x)`: of the call that the carets mark, else the first."""
    calls = [node for node in ast.walk(line) if isinstance(node, ast.Call)]
    for nodes in (with_carets(calls, marked), calls):
        for node in nodes:
            if isinstance(node.func, ast.Name) and node.func.id in _CONVERTERS and node.args:
                inner = node.args[-1]
                if not isinstance(inner, ast.Call):
                    return ast.unparse(inner)
            if isinstance(node.func, ast.Attribute) and node.func.attr in _CONVERTERS:
                return ast.unparse(node.func.value)
    return None


def _whole_number(line: ast.stmt) -> str | None:
    """The `n` of `range(n)`, `range(0, n)` and `[0] * n`, where it is the only one it can be."""
    for node in ast.walk(line):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "range":
            given = node.args
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            if isinstance(node.left, (ast.List, ast.Tuple)):
                given = [node.right]
        open_ = [n for n in given if not isinstance(n, (ast.Constant, ast.Starred)) and not _int(n)]
        if len(open_) == 1:
            return ast.unparse(open_[0])
    return None


def _int(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", None) in ("int", "len", "round")


def _zeroed(line: ast.stmt) -> str | None:
    """The `w` of `w.grad.zero_()` and `self.w.grad.data.zero_()`; no `p` that goes through a model's
    parameters, and no layer's weight."""
    found = re.fullmatch(r"((?:self\.)?\w+)\.grad(?:\.data)?\.zero_\(\)", ast.unparse(line))
    return None if found is None or re.fullmatch(r"p|params?|parameters?", found[1]) else found[1]


def _numpy_of(line: ast.stmt, marked: str | None, message: str) -> str | None:
    """The tensor in `x.numpy()`; of several the one that the carets mark, else None.

    One that is copied to the CPU already is not the one that lies on a GPU.
    """
    calls = [
        node
        for node in ast.walk(line)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "numpy"
        and not ("Tensor.cpu()" in message and ".cpu()" in ast.unparse(node.func.value))
    ]
    sure = with_carets(calls, marked)
    found = {ast.unparse(call.func.value) for call in sure or calls}  # type: ignore[attr-defined]
    return found.pop() if len(found) == 1 else None


_CALLED = {"parameters", "named_parameters", "state_dict", "items", "keys", "values", "children"}
_CALLED |= {"modules", "named_modules", "tolist", "buffers", "size", "split", "splitlines", "item"}
"""Methods that are of use only where they are called."""


def _uncalled(line: ast.stmt) -> str | None:
    """The `net.parameters` that lacks its parentheses, where it is the only one."""
    called = {id(n.func) for n in ast.walk(line) if isinstance(n, ast.Call)}
    found = [
        ast.unparse(n)
        for n in ast.walk(line)
        if isinstance(n, ast.Attribute) and n.attr in _CALLED and id(n) not in called
    ]
    return found[0] if len(found) == 1 else None


def _updated(line: ast.stmt) -> str | None:
    """The tensor that `x += y`, `x.add_(y)` or `x[i] = y` writes into."""
    if isinstance(line, ast.AugAssign):
        return ast.unparse(line.target)
    if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Subscript):
        return ast.unparse(line.targets[0].value)
    for node in ast.walk(line):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if _in_place(node):
                value = node.func.value
                while isinstance(value, ast.Call) and _in_place(value):  # `x.mul_(a).add_(b)`
                    value = value.func.value  # type: ignore[attr-defined]
                return ast.unparse(value)
    return None


def _in_place(call: ast.Call) -> bool:
    """Whether it is `x.add_(y)`."""
    name = getattr(call.func, "attr", "")
    return name.endswith("_") and not name.endswith("__")


def _written_out(line: ast.stmt) -> str | None:
    """`v = v / v.norm()` for `v /= v.norm()`, where the value is made of the target itself."""
    if not isinstance(line, ast.AugAssign) or not isinstance(line.target, ast.Name):
        return None
    name = line.target.id
    if all(not isinstance(n, ast.Name) or n.id != name for n in ast.walk(line.value)):
        return None
    whole = ast.BinOp(ast.Name(name, ast.Load()), line.op, line.value)
    return f"{name} = {ast.unparse(whole)}"


def _written(line: ast.stmt) -> dict[str, str]:
    """Of `x[i] = y` the place and the value."""
    if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Subscript):
        return {"assigned_to": ast.unparse(line.targets[0]), "assigned": ast.unparse(line.value)}
    return {}


def _kept(line: ast.stmt) -> dict[str, str]:
    """Of `outs.append(y)` the list and what is put into it."""
    for node in ast.walk(line):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            if node.func.attr == "append":
                return {
                    "kept_in": ast.unparse(node.func.value),
                    "kept_value": ast.unparse(node.args[0]),
                }
    return {}


def _negated(line: ast.stmt) -> str | None:
    """The mask in `1 - mask` and `-mask`."""
    for node in ast.walk(line):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            if isinstance(node.left, ast.Constant):
                return ast.unparse(node.right)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            if not isinstance(node.operand, ast.Constant):
                return ast.unparse(node.operand)
    return None


def _inverted(line: ast.stmt) -> str | None:
    """The `mask` of `~mask`."""
    for node in ast.walk(line):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            plain = isinstance(node.operand, (ast.Name, ast.Attribute, ast.Subscript, ast.Call))
            text = ast.unparse(node.operand)
            return text if plain else f"({text})"
    return None


def _divided(line: ast.stmt) -> dict[str, str]:
    """The whole line with `//` for its `/`, where it divides."""
    found = [n for n in ast.walk(line) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div)]
    if not found:
        return {}
    division = ast.unparse(found[0])
    for node in found:
        node.op = ast.FloorDiv()
    return {"division": division, "whole_division": ast.unparse(line)}


_YES_OR_NO = frozenset(("isinstance", "hasattr", "all", "any", "callable", "bool"))
"""Functions whose answer says less than what they are asked about."""


def _asserted(line: ast.stmt) -> dict[str, Any]:
    """All that an `assert` tests, and the values in it that are worth printing."""
    if not isinstance(line, ast.Assert):
        return {}
    named: dict[str, None] = {}
    waiting: list[ast.AST] = [line.test]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            waiting[:0] = [node.func.value, *node.args]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in _YES_OR_NO:
            waiting[:0] = node.args[:1]
        elif isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
            named[ast.unparse(node)] = None
        else:
            waiting[:0] = ast.iter_child_nodes(node)
    return {"asserted_test": ast.unparse(line.test), "asserted_values": list(named)}


def _fed(line: ast.stmt) -> str | None:
    """The value in `run(None, {"input": value})`, where it is the only one."""
    found = _first(line, ast.Dict)
    return ast.unparse(found.values[0]) if found is not None and len(found.values) == 1 else None


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    frame, line = user_frame(scene.failure), parse_line(facts.get("call_line"))
    if line is None:
        return {}
    sought = _sought(line)
    test = None if sought else _condition(line)
    return (
        sought
        | _written(line)
        | _kept(line)
        | {
            "test_expression": ast.unparse(test) if test is not None else None,
            **_asserted(line),
            "converted": _converted(line, frame.marked if frame else None),
            "whole_number": _whole_number(line),
            "zeroed": _zeroed(line),
            "numpy_of": _numpy_of(line, frame.marked if frame else None, scene.failure.message),
            "updated": _updated(line),
            "written_out": _written_out(line),
            "uncalled_method": _uncalled(line),
            "negated": _negated(line),
            "inverted": _inverted(line),
            "fed": _fed(line),
            **_divided(line),
        }
    )
