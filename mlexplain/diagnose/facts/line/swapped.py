"""The user's line with another function of torch in the place of the one that it calls."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    code = (facts.get("call_line") or "").strip()
    line = parse_line(code)
    if line is None:
        return {}
    calls = [n for n in ast.walk(line) if isinstance(n, ast.Call)]
    return _linear_algebra(line, calls, code) | _sparse(calls, code) | _masks(calls, code)


_PADDING = {
    "mask": "src_key_padding_mask",
    "src_mask": "src_key_padding_mask",
    "attn_mask": "key_padding_mask",
    "tgt_mask": "tgt_key_padding_mask",
}


def _masks(calls: list[ast.Call], code: str) -> dict[str, Any]:
    """The line with a padding mask (by its name) that is handed over as attention mask where it belongs."""
    for call in calls:
        given = {k.arg: k for k in call.keywords}
        for name, padding in _PADDING.items():
            keyword = given.get(name)
            text = ast.unparse(keyword.value) if keyword else ""
            if not keyword or "pad" not in text.lower() or not code.isascii():
                continue
            other = given.get(padding)
            if other is None:
                changed = code.replace(f"{name}={text}", f"{padding}={text}")
            else:
                swapped = ast.unparse(other.value)
                changed = code.replace(f"{padding}={swapped}", f"{padding}=\0").replace(
                    f"{name}={text}", f"{name}={swapped}"
                )
                changed = changed.replace("\0", text)
            return (
                {"line_padding_mask": changed, "padding_name": padding} if changed != code else {}
            )
    return {}


def _linear_algebra(line: ast.stmt, calls: list[ast.Call], code: str) -> dict[str, Any]:
    """`torch.solve(b, a)` and its like, which torch 2 no longer has, by `torch.linalg`."""
    found = [c for c in calls if ast.unparse(c.func).rpartition(".")[0] == "torch"]
    if len(found) != 1:
        return {}
    call, name = found[0], ast.unparse(found[0].func).rpartition(".")[2]
    given = [ast.unparse(a) for a in call.args]
    if name in ("solve", "lstsq") and len(given) == 2 and not call.keywords:
        new = f"torch.linalg.{name}({given[1]}, {given[0]})" + ".solution" * (name == "lstsq")
        note, single = (
            "The two arguments have changed places, and only the solution comes back.",
            True,
        )
    elif name in ("eig", "symeig") and given:
        options = {k.arg: ast.unparse(k.value) for k in call.keywords}
        vectors = options.get("eigenvectors", given[1] if len(given) > 1 else "False")
        side = "" if options.get("upper") == "False" else ', UPLO="U"'
        kind = ("eig" if vectors == "True" else "eigvals") + "h" * (name == "symeig")
        new = f"torch.linalg.{kind}({given[0]}{side * (name == 'symeig')})"
        note, single = _EIGEN[name], vectors != "True"
    else:
        return {}
    changed = _in_place(line, call, code, new, single)
    if changed is None:
        return {}
    told = new.partition("(")[0]
    return {
        "line_linalg": changed,
        "linalg_name": told,
        "linalg_old": name,
        "linalg_note": note,
    }


_EIGEN = {
    "symeig": "`eigh` takes the lower triangle by default, `symeig` took the upper one.",
    "eig": "Values and vectors now are complex: `.real` where they must be real.",
}


def _in_place(line: ast.stmt, call: ast.Call, code: str, new: str, single: bool) -> str | None:
    """The line with the new call, which gives one tensor (`single`) where the old one gave two."""
    old: ast.AST = call
    target = ""
    for node in ast.walk(line):
        if isinstance(node, ast.Subscript) and node.value is call and single:
            if not (isinstance(node.slice, ast.Constant) and node.slice.value == 0):
                return None
            old = node
    if isinstance(line, ast.Assign) and line.value is call and single:
        if not isinstance(line.targets[0], ast.Tuple):
            return None
        target = ast.unparse(line.targets[0].elts[0])
    elif old is call and single:
        return None
    text = ast.get_source_segment(code, old)
    if target:
        return f"{target} = {new}"
    return code.replace(text, new) if text and code.count(text) == 1 else None


def _sparse(calls: list[ast.Call], code: str) -> dict[str, Any]:
    """`torch.sparse.softmax(x, dim=1)` for `F.softmax(x, dim=1)` and `x.softmax(1)`."""
    for call in calls:
        if not isinstance(call.func, ast.Attribute):
            continue
        name, owner = call.func.attr, ast.unparse(call.func.value)
        if name not in ("softmax", "log_softmax"):
            continue
        whole = owner in ("F", "torch", "torch.nn.functional", "nn.functional")
        given = [*call.args] if whole else [call.func.value, *call.args]
        dim = given[1] if len(given) == 2 else None
        dim = next((k.value for k in call.keywords if k.arg == "dim"), dim)
        text = ast.get_source_segment(code, call)
        if given and dim is not None and text and code.count(text) == 1:
            new = f"torch.sparse.{name}({ast.unparse(given[0])}, dim={ast.unparse(dim)})"
            return {"line_sparse_softmax": code.replace(text, new)}
    return {}
