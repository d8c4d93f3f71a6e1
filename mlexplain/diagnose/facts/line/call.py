"""The user's call: in `out = model.generate(ids, do_sample=True)` the object, method, arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import find_statement, parse_line
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.report import Frame

_NO_VALUES = {
    "self",
    "np",
    "torch",
    "F",
    "nn",
    "pd",
    "os",
    "math",
    "plt",
    "tf",
    "jnp",
    "jax",
}
_FITTED = {"fit", "fit_transform", "partial_fit"}
_APPLIED = _FITTED | {"transform", "predict", "predict_proba", "score"}
_PROCESSES = re.compile(r"(nprocs ?= ?)\w[\w.]*(?:\(\))?")


def _inner(node: ast.expr) -> ast.Call | None:
    """The call at the root of `f(x)`, `f(x).shape` and `f(x)[0]`."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node if isinstance(node, ast.Call) else None


def _outer_call(node: ast.AST, marked: str | None) -> ast.Call | None:
    """The call that the carets mark, else the outermost one."""
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    if not calls:
        return None
    if marked:
        head = re.sub(r"\s+", "", marked)
        same = [c for c in calls if re.sub(r"\s+", "", ast.unparse(c)).startswith(head)]
        if same:
            return min(same, key=lambda c: len(ast.unparse(c)))
    outer = calls[0]
    while (  # float(criterion(x)), str(f(x)), print(g(x).shape): what fails is inside
        isinstance(outer.func, ast.Name)
        and outer.func.id in ("print", "float", "int", "str", "list", "len", "sum")
        and len(outer.args) == 1
        and (inner := _inner(outer.args[0])) is not None
    ):
        outer = inner
    return outer


_OF_TENSORS = {"softmax", "log_softmax", "sigmoid", "relu", "tanh", "argmax", "mean", "sum", "max"}


_NAMED = {
    "conv.py": re.compile(r"conv|stem|patch", re.I),
    "linear.py": re.compile(r"fc\d*$|lin|proj|head|classif|out$|dense|mlp", re.I),
    "sparse.py": re.compile(r"emb|wte|wpe", re.I),
    "rnn.py": re.compile(r"rnn|lstm|gru", re.I),
    "batchnorm.py": re.compile(r"bn\d*$|norm", re.I),
    "loss.py": re.compile(r"loss|crit|bce|mse", re.I),
}
"""What layers are called, by the file of the library that runs them."""


def _of_layer(node: ast.AST, beneath: list[str]) -> ast.Call | None:
    """The one call of a line that is named like the layer which failed."""
    named = _NAMED.get(beneath[-1]) if beneath and "container.py" not in beneath else None
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)] if named else []
    same = [c for c in calls if named and named.search(ast.unparse(c.func).rpartition(".")[2])]
    return same[0] if len(same) == 1 else None


def _gone_into(node: ast.AST, scene: Scene, frame: Frame) -> ast.Call | None:
    """The one call of a line whose function stands on the stack beneath it: `f1_score(y, p)` of
    `print("F1", f1_score(y, p))`."""
    frames = list(scene.failure.frames)
    below = {f.function for f in frames[frames.index(frame) + 1 :]} if frame in frames else set()
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    gone = [c for c in calls if ast.unparse(c.func).rpartition(".")[2] in below - {"__init__"}]
    return gone[0] if len(gone) == 1 else None


def _through_module(call: ast.Call) -> ast.Call:
    """The `net(x)` of `softmax(net(x)).argmax(1)`, where a module's `forward` was run."""
    while not isinstance(call.func, ast.Call):  # Loss()(x, y) is called with x and y
        root: ast.expr = call.func
        while isinstance(root, ast.Attribute):
            root = root.value
        name = ast.unparse(call.func).rpartition(".")[2]
        first = call.args[0] if call.args else None
        plain = isinstance(root, ast.Name)
        if isinstance(root, ast.Call) and name not in ("generate", "forward"):
            call = root
        elif (
            isinstance(first, ast.Call)
            and plain
            and (root.id in ("torch", "F") or name in _OF_TENSORS)  # type: ignore[attr-defined]
        ):
            call = first
        else:
            return call
    return call


def _estimator(node: ast.AST) -> dict[str, str]:
    """Of `clf.fit(X)`, wherever it stands in the line, what is fitted and what to; of
    `clf.predict(X)` the X alone."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args:
            if call.func.attr in _APPLIED:
                found = {"estimator_input": ast.unparse(call.args[0])}
                if call.func.attr in _FITTED:
                    found["estimator"] = ast.unparse(call.func.value)
                return found
    return {}


def _plain(node: ast.expr) -> str:
    return ast.unparse(node.value if isinstance(node, ast.Starred) else node)


def _values(node: ast.expr) -> list[str]:
    """The variables in an argument: neither functions, nor modules, nor `self`."""
    called = {id(c.func) for c in ast.walk(node) if isinstance(c, ast.Call)}
    called |= {
        id(n.value)
        for n in ast.walk(node)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "cls"
    }
    return [
        n.id
        for n in ast.walk(node)
        if isinstance(n, ast.Name) and id(n) not in called and n.id not in _NO_VALUES
    ]


def _named(keyword: ast.keyword) -> str:
    """An argument with its name, as it stands in a call."""
    value = ast.unparse(keyword.value)
    return f"{keyword.arg}={value}" if keyword.arg else f"**{value}"


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    frame = user_frame(scene.failure)
    code = frame.code if frame else None
    whole = find_statement(scene, code)
    node = whole[0] if whole else parse_line(code)
    if code and ";" in code and frame and frame.marked and not whole:
        parts = [part for part in code.split(";") if frame.marked.strip() in part]
        node = parse_line(parts[0]) if len(parts) == 1 else node
    if frame and node is None and frame.context:
        node = parse_line("\n".join(text for _, text in frame.context))
    plain = whole is not None and not hasattr(whole[0], "body")  # of a block the head is enough
    result: dict[str, Any] = {
        "call_line": code,
        "call_statement": whole[1] if whole and plain else code,
        "marked": frame.marked if frame else None,
    }
    if code and _PROCESSES.search(code):
        result["call_line_one"] = _PROCESSES.sub(r"\g<1>1", code)
    if node is None:
        return result
    result |= _estimator(node)
    if isinstance(node, ast.Assign):
        result["call_target"] = ast.unparse(node.targets[0])
    call = _outer_call(node, frame.marked if frame else None)
    if call is None:
        return result
    if frame and not frame.marked:
        call = _gone_into(node, scene, frame) or call
    beneath = (facts.get("beneath") or "").split()
    if "module.py" in beneath and not (frame and frame.marked):
        call = _of_layer(node, beneath) or _through_module(call)
    arguments = [_plain(a) for a in call.args] + [_plain(k.value) for k in call.keywords]
    given = [*call.args, *(k.value for k in call.keywords)]
    names = [name for argument in given for name in _values(argument)]
    result |= {
        "call": ast.unparse(call.func),
        "call_text": ast.unparse(call),
        "call_positional": [_plain(a) for a in call.args if not isinstance(a, ast.Constant)],
        "call_arguments": [a for a in arguments if a and a != "..."],
        "call_written": ", ".join([*map(ast.unparse, call.args), *map(_named, call.keywords)]),
        "call_names": list(dict.fromkeys(names)),
        "call_keywords": {k.arg: ast.unparse(k.value) for k in call.keywords if k.arg},
    }
    if isinstance(call.func, ast.Attribute):
        result |= {"call_object": ast.unparse(call.func.value), "call_method": call.func.attr}
    else:
        result["call_object"] = ast.unparse(call.func)
    return result
