"""Weights that are set by methods that change in place, as `torch.nn.init` sets them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import program
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene

_INIT = {"normal_": "normal_", "uniform_": "uniform_", "zero_": "zeros_", "fill_": "constant_"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`set_lines`, `set_by_init`: the user's line, with its like around it where the program can be
    read, and the same by `torch.nn.init`."""
    frame = user_frame(scene.failure)
    line = parse_line(frame.code if frame else None)
    if line is None or (changed := _by_init(line)) is None:
        return {}
    whole = program(scene, frame)
    around = _block(whole.tree, whole.at) if whole else []
    texts = [(whole.written(s), _by_init(s)) for s in around if whole]
    pairs = [(old, new) for old, new in texts if new is not None and "\n" not in old]
    if not pairs:
        pairs = [(ast.unparse(line), changed)]
    return {
        "set_lines": "\n".join(old for old, _ in pairs),
        "set_by_init": "\n".join(str(new) for _, new in pairs),
    }


def _by_init(line: ast.stmt) -> str | None:
    """`nn.init.normal_(w, 0, 0.02)` for `w.normal_(0, 0.02)`, of a weight or bias."""
    call = line.value if isinstance(line, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    owner, method = call.func.value, call.func.attr
    named = isinstance(owner, ast.Attribute) and owner.attr.endswith(("weight", "bias"))
    if not named or method not in _INIT or call.keywords:
        return None
    given = ", ".join(map(ast.unparse, [owner, *call.args]))
    return f"nn.init.{_INIT[method]}({given})"


def _block(tree: ast.Module, at: int) -> list[ast.stmt]:
    """The neighbouring statements of this kind, with that of the line."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        here = [n for n, s in enumerate(body) if s.lineno == at] if isinstance(body, list) else []
        if isinstance(body, list) and here and not hasattr(body[here[0]], "body"):
            first = last = here[0]
            while first and _by_init(body[first - 1]):
                first -= 1
            while last + 1 < len(body) and _by_init(body[last + 1]):
                last += 1
            return body[first : last + 1]
    return []
