"""What shows that an expression is what an idiom takes it for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.scope import Scope

_GRADIENT = re.compile(
    r"(^|_)(grads?|gradients?|nabla|derivatives?|d[wWbBxX]\d*|d(theta|weights?|bias|params?))($|_|\d)"
)
_LOG = re.compile(
    r"log_?p(i|rob|robs)?($|_|s|\d)|log_softmax|logsigmoid|log_?prob|(^|_)lps?($|_)|^log$|^logp"
)
_MOST_STEPS = 40


def is_shown(node: ast.AST, kind: str, scope: Scope) -> bool:
    """Whether an expression is of a kind: a shape (`name`, `number`), a role that the code shows
    (`gradient`, `mean`) or a kind of object (`Tensor`), and with `not` in front, that it is none."""
    if kind.startswith("not "):
        return not _is(node, kind[4:], scope)
    return _is(node, kind, scope)


def _is(node: ast.AST, kind: str, scope: Scope) -> bool:
    if kind in _SHAPES:
        return isinstance(node, _SHAPES[kind])
    if kind == "number":
        return isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    if kind == "kept":
        return isinstance(node, ast.Attribute) or id(node) not in scope.once
    if kind == "bound":
        length = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len"
        return length or isinstance(node, ast.Constant)
    if kind == "one letter":
        return isinstance(node, ast.Name) and len(node.id) == 1
    if kind == "gradient":
        return any(_names_gradient(n) for n in _reached(node, scope))
    if kind == "log-probabilities":
        return any(_names_log(n) for n in _reached(node, scope))
    if kind == "random":
        return any(_draws(n) for n in _reached(node, scope))
    if kind in _CALLED:
        return _is_called(node, kind, scope)
    if "|" in kind:
        return any(_is(node, k, scope) for k in kind.split("|"))
    if " & " in kind:
        return all(_is(node, k, scope) for k in kind.split(" & "))
    if kind.startswith("spelled "):
        return _spelled(node, kind[8:].split())
    known = scope.kind(node) if isinstance(node, ast.expr) else ""
    return known == kind or (known is None and kind == "Tensor")


_SHAPES: dict[str, tuple[type, ...]] = {
    "name": (ast.Name, ast.Attribute),
    "plain": (ast.Name,),
    "place": (ast.Name, ast.Attribute, ast.Subscript),
    "call": (ast.Call,),
    "text": (ast.JoinedStr,),
    "condition": (ast.Compare, ast.BoolOp),
    "operation": (ast.BinOp, ast.UnaryOp),
}


def _spelled(node: ast.AST, words: list[str]) -> bool:
    """Whether one of the words is a part of the last name."""
    last = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", str(last))
    return any(w in [p.lower() for p in parts] for w in words)


def _reached(node: ast.AST, scope: Scope) -> Iterator[ast.AST]:
    """All parts of an expression and of what its names were set to."""
    waiting = [node]
    for _ in range(_MOST_STEPS):
        if not waiting:
            return
        for part in ast.walk(waiting.pop()):
            yield part
            if id(part) in scope.definitions:
                waiting.append(scope.definitions[id(part)])


def _names_gradient(node: ast.AST) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
    return isinstance(name, str) and bool(_GRADIENT.search(name))


def _draws(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return bool(re.match(r"rand|uniform|normal|beta$|sample$", str(name)))


def _names_log(node: ast.AST) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
    return isinstance(name, str) and bool(_LOG.search(name.lower()))


def _is_called(node: ast.AST, kind: str, scope: Scope) -> bool:
    """A mean or standard deviation: by the call that made it, else by its name."""
    calls, spelling = _CALLED[kind]
    value = scope.definitions.get(id(node), node)
    if isinstance(value, ast.Call):
        called = value.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return name in calls
    last = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div) and "mean" in calls:
        return "sum(" in ast.unparse(value.left) and not isinstance(value.left, ast.BinOp)
    return bool(spelling.search(str(last)))


_CALLED = {
    "mean": (
        ("mean", "average", "nanmean", "fmean"),
        re.compile(r"(^|_)(mean|mu|average|avg)($|_|\d)"),
    ),
    "standard deviation": (
        ("std", "nanstd", "stdev", "pstdev"),
        re.compile(r"(^|_)(std|sd|sigma)($|_|\d)"),
    ),
}
